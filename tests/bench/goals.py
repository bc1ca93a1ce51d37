# SPDX-License-Identifier: MIT
"""What earwitness is to reach, as ratios of medians of one run, and whether it did. Goals stand here alone."""

OURS, FLOOR, PARTS = "earwitness", "empty PortAudio callback", "its four parts alone"
PIPELINE, FLAC = "earwitness pipeline", "flac -5 + sha256sum"
VERIFY, STOCK = "earwitness verify", "flac -t -w + sha256sum -c"
HOURS = ("pipeline 1 h", "pipeline 4 h", "pipeline 24 h")


class Unmeasured(Exception):
    pass


class Figures:
    """The medians of all benchmarks; a figure that is not there ends the goal as not measured."""

    def __init__(self, documents):
        self.documents = documents

    def of(self, bench, row, measure):
        found = self.documents[bench].median(row, measure) if bench in self.documents else None
        if found is None:
            raise Unmeasured(f"{bench}: {row}: {measure}")
        return found

    def peers(self, row, measure):
        return self.of("peers", row, measure)

    def floor(self, row, measure):
        return self.of("floor", row, measure)

    def offline(self, row, measure):
        return self.of("offline", row, measure)

    def worst(self, row, measure):
        self.peers(row, measure)
        return min(value for value in self.documents["peers"].values(row, measure) if value is not None)


class Goal:
    """`measured(row, figures)` of earwitness against `limit`, a figure or a function of the figures; `least`: it must
    not be lower; `bound`: PortAudio alone has a share in it, which is told beside it."""

    def __init__(self, title, limit, measured, unit="", least=False, bound=False):
        self.title, self.unit, self.least, self.bound = title, unit, least, bound
        self._limit, self._measured = limit, measured

    def judged(self, figures):
        """(limit, measured, met); `None` where it was not measured."""
        try:
            limit = self._limit(figures) if callable(self._limit) else self._limit
            found = self._measured(OURS, figures)
        except Unmeasured:
            return None, None, None
        return limit, found, found >= limit if self.least else found <= limit

    def line(self, figures):
        limit, found, met = self.judged(figures)
        if met is None:
            known = "" if callable(self._limit) else self._words(self._limit)
            return f"| {self.title} | {known} | | | not measured |"
        cells = [self.title, self._words(limit), f"{found:.3f}{self.unit}", self._alone(figures)]
        return "| " + " | ".join([*cells, "met" if met else "**missed**"]) + " |"

    def _alone(self, figures):
        try:
            return f"{self._measured(FLOOR, figures):.3f}{self.unit}" if self.bound else ""
        except Unmeasured:
            return ""

    def _words(self, limit):
        return f"{'at least' if self.least else 'at most'} {limit:.3g}{self.unit}"


def _more_switches(row, f):
    return f.floor(row, "switches_per_second") - f.floor(FLOOR, "switches_per_second")


def _growth(_, f):
    """How far an hour of 4 or of 24 costs more or less than a single one, in per cent."""
    first, *more = (f.offline(row, "cpu_seconds_per_hour") for row in HOURS)
    return max(abs(hour / first - 1) * 100 for hour in more)


GOALS = (
    Goal("CPU per hour of audio, against its four parts alone", 1.25,
         lambda row, f: f.floor(row, "cpu_seconds_per_hour") / f.floor(PARTS, "cpu_seconds_per_hour"), " ×", bound=True),
    Goal("CPU per hour with the live meter, against none", 1.5,
         lambda row, f: f.peers(row + " with meter", "cpu_seconds_per_hour") / f.peers(row, "cpu_seconds_per_hour"),
         " ×"),
    Goal("context switches per second, more than PortAudio's own", 6, _more_switches),
    Goal("launch to first captured frame", 0.06, lambda row, f: f.peers(row, "first_frame_seconds"), " s", bound=True),
    Goal("the same, later than PortAudio's own", 0.005,
         lambda row, f: f.peers(row, "first_frame_seconds") - f.peers(FLOOR, "first_frame_seconds"), " s"),
    Goal("last captured frame after the stop signal, in the worst round", 0,
         lambda row, f: f.worst(row, "last_frame_seconds"), " s", least=True, bound=True),
    Goal("memory (PSS)", 16, lambda row, f: f.floor(row, "pss_mib"), " MiB", bound=True),
    Goal("stop to sealed after one hour: a period and 0.3 s", lambda f: f.peers(FLOOR, "period_seconds") + 0.3,
         lambda row, f: f.of("stop_after_hour", row + " stop after one hour", "seconds"), " s"),
    Goal("speed of the pipeline, against `flac -5` and `sha256sum`", 0.9,
         lambda _, f: f.offline(FLAC, "seconds") / f.offline(PIPELINE, "seconds"), " ×", least=True),
    Goal("all checks of an hour, against `flac -t -w` and `sha256sum -c`", 0.5,
         lambda _, f: f.offline(VERIFY, "seconds") / f.offline(STOCK, "seconds"), " ×"),
    Goal("a report of an hour", 2, lambda _, f: f.offline("report 1 h, which plays the sealed files", "seconds"), " s"),
    Goal("the same with a copy of the sound in it", 6, lambda _, f: f.offline("report 1 h, with a copy in it", "seconds"),
         " s"),
    Goal("bytes per hour, against `flac -5`", 1.02,
         lambda _, f: f.offline(PIPELINE, "bytes") / f.offline(FLAC, "bytes"), " ×"),
    Goal("an hour of 24 costs what a single one costs, within", 5, _growth, " %"),
    Goal("memory at 24 hours, against one", 1.05,
         lambda _, f: f.offline(HOURS[2], "peak_pss_mib") / f.offline(HOURS[0], "peak_pss_mib"), " ×"),
)


def table(documents, measured_alone=False):
    """All goals, or those alone of which there are figures."""
    figures = Figures(documents)
    head = ["| | goal | measured | PortAudio alone | |", "|---|---|---|---|---|"]
    wanted = [goal for goal in GOALS if not measured_alone or goal.judged(figures)[2] is not None]
    return "\n".join(head + [goal.line(figures) for goal in wanted]) + "\n"
