/** One of several ways to narrow what is listed, with how many there are of it. */
interface Given {
  pressed: boolean;
  press: () => void;
  label: string;
  n: number;
}

export function Chip({ pressed, press, label, n }: Given) {
  return (
    <button type="button" className="chip" aria-pressed={pressed} onClick={press}>
      {label} <span className="num">{n.toLocaleString()}</span>
    </button>
  );
}
