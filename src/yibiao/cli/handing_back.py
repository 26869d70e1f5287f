"""What a service does about memory that nothing needs any more."""

from typing import Final

from yibiao.flows.attendant import Attendant
from yibiao.flows.handing_back import hand_back

#: Seconds from one time to the next; each takes some milliseconds.
_PAUSE: Final = 5.0


class HandingBack(Attendant):
    """Hands it back again and again; where the C library cannot, it ends at once."""

    def __init__(self) -> None:
        super().__init__("handing back")
        if hand_back():
            self.begin()

    def look(self) -> float:
        """Hand back what is not needed now."""
        hand_back()
        return _PAUSE
