# SPDX-License-Identifier: MIT
"""What a benchmark found, in one shape for all of them: rows of measures, a value a round, as a table and as JSON.

The JSON names the machine and the programs, but no host and no path, as it is kept with the project.
"""

import datetime
import json
import os
import platform
import re
import statistics

SCHEMA = 1
NONE = "–"  # what was not measured


# How a measure's name ends, and its unit as it stands above a column.
UNITS = (("_seconds_per_hour", "s/h"), ("_per_hour", "per hour"), ("_per_second", "per second"), ("_seconds", "s"),
         ("_mib", "MiB"))


def head(measure, unit=None):
    """Above a column: `cpu_seconds_per_hour` is "cpu, s/h", unless another unit is given."""
    ending, own = next(((end, own) for end, own in UNITS if ("_" + measure).endswith(end)), ("", None))
    words = ("_" + measure)[1 : 1 + len(measure) - len(ending)].replace("_", " ")
    return ", ".join(filter(None, (words, unit or own)))


def median(values):
    """Of what was measured; `None` where nothing was."""
    measured = [value for value in values if value is not None]
    return statistics.median(measured) if measured else None


def figure(value):
    """Three digits, or all that stand before the point."""
    if value is None:
        return NONE
    size = abs(value)
    places = 0 if size >= 100 or size == 0 else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{value:,.{places}f}"


def spread(values):
    """The median, and in brackets the least and the most where there are several."""
    measured = [value for value in values if value is not None]
    text = figure(median(measured))
    return f"{text} ({figure(min(measured))} to {figure(max(measured))})" if len(measured) > 1 else text


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"^(?:model name|Model|cpu model)\s*:\s*(.+)$", file.read(), re.M)
    with open("/proc/meminfo", encoding="utf-8") as file:
        kib = int(re.search(r"^MemTotal:\s*(\d+)", file.read(), re.M).group(1))
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    return {"cpu": model.group(1).strip() if model else platform.machine(), "cores": os.cpu_count(),
            "kernel": platform.release(), "memory_gib": round(kib / (1 << 20), 1), "system": system}


def machine_text(found):
    return (f"{found['cpu']}, {found['cores']} cores, {found['memory_gib']:g} GiB, {found['system']}, "
            f"Linux {found['kernel']}")


class Results:
    """Rows in the order of their first value; `bench` is the name of the benchmark."""

    def __init__(self, bench):
        self.bench, self.machine, self.versions, self._rows = bench, machine(), {}, {}
        self.date = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")

    def add(self, row, measure, value):
        """One round's value; `None`: it could not be measured this time."""
        kept = float(f"{value:.6g}") if isinstance(value, float) else value
        self._rows.setdefault(row, {}).setdefault(measure, []).append(kept)

    def version(self, name, text):
        self.versions[name] = text

    def add_rows_of(self, other):
        """Those that are not there yet."""
        for row, values in other._rows.items():
            self._rows.setdefault(row, values)

    @property
    def rows(self):
        return list(self._rows)

    def values(self, row, measure):
        return self._rows.get(row, {}).get(measure, [])

    def median(self, row, measure):
        return median(self.values(row, measure))

    def measures(self):
        return list(dict.fromkeys(measure for values in self._rows.values() for measure in values))

    def table(self, measures=None, units=None, against=None):
        """Markdown: a line a row, medians and spread; with the ratio to the row `against`, where one is named."""
        measures = [name for name in measures or self.measures() if any(self.median(row, name) is not None
                                                                        for row in self._rows)]
        heads = [head(measure, (units or {}).get(measure)) for measure in measures]
        lines = ["| | " + " | ".join(heads) + " |", "|---" * (len(measures) + 1) + "|"]
        for row in self._rows:
            cells = [self._cell(row, measure, against) for measure in measures]
            if any(cell != NONE for cell in cells):
                lines.append(f"| {row} | " + " | ".join(cells) + " |")
        return "\n".join(lines) + "\n"

    def _cell(self, row, measure, against):
        text, ours, base = spread(self.values(row, measure)), self.median(row, measure), None
        if against is not None and row != against:
            base = self.median(against, measure)
        # Of times that lie on both sides of zero no ratio says anything.
        if ours is None or base is None or ours <= 0 or base <= 0:
            return text
        return f"{text}, {figure(ours / base)} ×"

    def document(self):
        return {"schema": SCHEMA, "bench": self.bench, "date": self.date, "machine": self.machine,
                "versions": self.versions,
                "rows": [{"name": name, "values": values} for name, values in self._rows.items()]}

    def write(self, path):
        text = json.dumps(self.document(), indent=1, ensure_ascii=False)
        # A round a value on one line, so that a run's figures can be read and compared.
        text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda found: "[" + re.sub(r"\s+", " ", found.group(1)) + "]", text)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text + "\n")


def load(path):
    with open(path, encoding="utf-8") as file:
        found = json.load(file)
    if found.get("schema") != SCHEMA:
        raise ValueError(f"{path} is of schema {found.get('schema')}, and this reads {SCHEMA}")
    results = Results(found["bench"])
    results.date, results.machine, results.versions = found["date"], found["machine"], found["versions"]
    results._rows = {row["name"]: row["values"] for row in found["rows"]}
    return results
