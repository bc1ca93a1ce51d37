# SPDX-License-Identifier: MIT
"""docs/format.md, "Time stamps", "Times": whether what a journal says of time can be true of one recording."""

from .words import Wrong, nanoseconds

SECOND = 10**9
DEVICE = 0.01  # by which a device may be off, and a wall clock drift
HELD_BYTES = 4 * 1024 * 1024
DELIVERY = 15
BEFORE_OPEN = 120
UNDECIDED = 120
STEP = 2
UNTOLD_STEP = 26 * 3600
LAST_ROUND = 1
IDLE = 120  # without sound, at both ends
CLOCK = 26 * 3600  # by which a recorder's clock may be off


def is_moment(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 2**61


def is_step(value):
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 2**61


def time_of(text):
    """Nanoseconds since 1970; nothing for what is no time."""
    try:
        return nanoseconds(text)
    except (Wrong, ValueError, TypeError, AttributeError):
        return None


class Times:
    """`problems` are altered, `doubts` date nothing, with something `untold` it is not complete."""

    def __init__(self, lines):
        self.problems, self.doubts, self.untold = [], [], []
        self.opened = lines[0]
        self.is_import = self.opened.get("kind") == "import"
        self.lines, self.later = lines, []
        for at, line in enumerate(lines):
            if line["event"] == "recovered":
                self.lines, self.later = lines[:at], lines[at:]
                break
        for line in lines:
            self._check_types(line, at_recovery=line in self.later)
        if not self.is_import and not self.problems:
            self._check_wall_clock()
            self._check_sound()
            self._check_steps()

    def _wrong(self, line, what):
        self.problems.append(f"line {line['seq'] + 1} of the journal: {what}")

    def _check_types(self, line, at_recovery):
        may_be_null = self.is_import or at_recovery
        names = {"file": ["first_frame_mono"], "audio": ["captured_mono"]}.get(line["event"], [])
        for name in names:
            if name not in line or not (is_moment(line[name]) or may_be_null and line[name] is None):
                self._wrong(line, f"{name} is no moment")
        if line["event"] == "file":
            begins = line.get("first_frame_utc", 0)
            if not (isinstance(begins, str) or begins is None) if may_be_null else time_of(begins) is None:
                self._wrong(line, "first_frame_utc is no time")
        if line["event"] == "clock" and not (is_step(line.get("step_ns")) and isinstance(line.get("synchronised"), bool)):
            self._wrong(line, "a clock line without its step")

    def _check_wall_clock(self):
        def offset(line, utc="utc", mono="mono"):
            return (nanoseconds(line[utc]) - line[mono]) / SECOND

        stepped, base, base_at, jump = 0, offset(self.opened), self.opened["mono"], None

        def settle(until):
            line, moved, _ = jump
            if (line["seq"] == 1 or until["mono"] - line["mono"] <= LAST_ROUND * SECOND) and abs(moved) <= UNTOLD_STEP:
                self.doubts.append("the wall clock jumped, and nothing says so")
            else:
                self._wrong(line, f"utc jumps by {moved:.0f} s, and no line says so")

        for line in self.lines:
            if line["event"] == "clock":
                stepped += line["step_ns"] / SECOND
            moved = offset(line) - stepped - base
            if abs(moved) <= STEP + DEVICE * (line["mono"] - base_at) / SECOND:
                if jump is not None and jump[2] == stepped:
                    self._wrong(jump[0], "utc jumps and comes back, and no line says so")
                jump = None
            elif jump is None:
                jump = line, moved, stepped
            elif line["mono"] - jump[0]["mono"] > UNDECIDED * SECOND:
                settle(line)
                base, jump = base + moved, None
            if line["event"] == "file" and abs(offset(line) - offset(line, "first_frame_utc", "first_frame_mono")) > STEP:
                self._wrong(line, "first_frame_utc and first_frame_mono are not of one moment")
        if jump is not None:
            settle(self.lines[-1])

    def _check_steps(self):
        total = 0
        for line in self.lines:
            if line["event"] == "clock" and abs(line["step_ns"]) > STEP * SECOND:
                total += line["step_ns"]
                if abs(total) > CLOCK * SECOND:
                    self.doubts.append("the clock was set by more than one may be off")
                    return

    def _check_sound(self):
        tracks = self.opened.get("tracks") if self.opened.get("format") == 2 else None
        for form in tracks or [self.opened]:
            self._check_track(form, [line for line in self.lines if not tracks or line.get("track") == form["track"]])

    def _check_track(self, form, lines):
        """Of a call each by itself."""
        rate = form.get("sample_rate") or 0
        bytes_a_second = rate * (form.get("channels") or 0) * (form.get("bits") or 0) / 8
        if not bytes_a_second:
            return
        held = DELIVERY + HELD_BYTES / bytes_a_second
        sound = gaps = broken = measured = breaks_since = pauses_since = untold = ahead = risen = 0
        last_sound = self.opened["mono"]
        least = begun = begins = captured = short_since = None

        def check_pace(line, moment):
            nonlocal least, risen
            excess = (sound - gaps) / (rate * (1 + DEVICE)) - moment / SECOND
            least = excess if least is None else min(least, excess)
            if excess - least > held:
                self._wrong(line, "more sound came than time passed")
                least = excess
            risen = excess - least

        def check_told(line, moment):
            nonlocal measured
            if begun is None:
                return
            excess = (sound - gaps) / rate - ahead + measured - (moment - begun) / SECOND * (1 + DEVICE)
            if excess > held:
                self._wrong(line, "its sound and breaks last longer than it")
                measured -= excess

        for line in lines:
            event = line["event"]
            if event == "gap":
                gaps += line["frames"]
            elif event == "break":
                if line["cause"] == "ahead":
                    ahead, risen, least = ahead + risen, 0, None
                broken += line["seconds"]
                breaks_since += line["seconds"]
                measured += line["seconds"] if line["cause"] != "gap" else 0
                pauses_since += line["seconds"] if line["cause"] == "pause" else 0
                if line["cause"] == "pause" and pauses_since > (line["mono"] - last_sound) / SECOND + DELIVERY:
                    self._wrong(line, "a pause that is longer than the time since the last sound")
                else:
                    check_told(line, line["mono"])
            elif event == "file":
                begins = line["first_frame_mono"]
                if begins > line["mono"]:
                    self._wrong(line, "it begins after the line that says so")
                if begun is None and self.opened["mono"] - begins > BEFORE_OPEN * SECOND:
                    self._wrong(line, "its sound begins long before the recording")
                if begun is None and begins - self.opened["mono"] > IDLE * SECOND:
                    self.untold.append("its sound begins late")
                begun = begins if begun is None else begun
                last_sound, breaks_since, pauses_since = begins, 0, 0
                check_pace(line, begins)
            elif event == "audio":
                sound += line["frames"]
                moment = line["captured_mono"]
                late = moment + held * SECOND
                if moment > line["mono"] or begins is not None and late < begins or captured is not None and late < captured:
                    self._wrong(line, "captured_mono is out of order")
                captured = last_sound = moment
                breaks_since = pauses_since = 0
                check_pace(line, moment)
                check_told(line, moment)
                passed = (moment - begun) / SECOND if begun is not None else 0
                untold = passed - sound / rate + ahead - broken
                if untold <= DELIVERY + DEVICE * passed:
                    short_since = None
                elif short_since is None:
                    short_since = moment
                elif moment - short_since > UNDECIDED * SECOND:
                    self._wrong(line, f"{untold:.0f} s without sound that nothing tells of")
                    broken, short_since = broken + untold, None
        if "track" in form and not sound:
            self.untold.append("a track without sound")
        if ahead >= 1:
            self.doubts.append("more sound came than time passed, and the journal says so")
        if short_since is not None:
            self.untold.append("sound is missing near the end")
        if not self.later and (self.lines[-1]["mono"] - last_sound) / SECOND - breaks_since > IDLE:
            self.untold.append("nothing comes at the end")
