/** A file that is dragged onto something. */
import { type DragEvent, useState } from "react";

/** *over* while it is held above what has *dropping*; *take* is given the first file that is let go there. */
export function useDropped(take: (file: File) => void) {
  const [over, setOver] = useState(false);
  const dropping = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      const given = event.dataTransfer.files[0];
      if (given) take(given);
    },
  };
  return { over, dropping };
}
