"""After how many minutes an alarm fires: the arithmetic of docs/alarms.md, from the alarms of a plan.

As CloudWatch documents it, an alarm with a period of a minute or more is evaluated every minute, on the
window of the last period ("Alarm evaluation"; a window that slides). Requests come evenly; before the fault all
is well. What is said is the worst case over where in its minute, and between which requests, the fault begins.
That metrics arrive a minute or two after what they count is left out.
"""

import bisect
import math
import operator
import re

DAY = 86_400
MINUTE = 60
PHASES = 8  # of the request that comes first after the fault
COMPARISONS = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanOrEqualToThreshold": operator.le,
}


class Series:
    """Values at moments, in seconds from the fault on; before it, negative ones."""

    def __init__(self, moments=(), value=1.0):
        self._moments = sorted(moments)
        self._value = value

    def statistic(self, name, begin, end):
        """Over begin < moment <= end; None: there is no data."""
        count = bisect.bisect_right(self._moments, end) - bisect.bisect_right(self._moments, begin)
        if count == 0:
            return None
        return {"Sum": count * self._value, "SampleCount": count, "Minimum": self._value}[name]


class Scenario:
    """What is published, by metric. `model_share` of the requests need the model; `fault` is one of FAULTS."""

    def __init__(self, fault, requests_a_day, model_share, phase, first_failing):
        self._series = {}
        requests = moments(requests_a_day, phase)
        questions = moments(requests_a_day * model_share, phase)
        asked_well = [moment for moment in questions if moment <= 0]
        later = [moment for moment in requests if moment > 0]
        failed = {"everything": later, "one in ten": later[first_failing::10], "model dead": []}[fault]
        unanswered = [moment for moment in questions if moment > 0] if fault == "model dead" else []
        answered = {"everything": asked_well, "one in ten": questions, "model dead": asked_well}[fault]
        self._series["Count"] = Series(requests)
        self._series["5xx"] = self._series["Errors"] = Series(failed)
        # The least that a dead model makes: one attempt a question, none again.
        self._series["ModelErrors"] = self._series["FallbackAnswers"] = Series(unanswered)
        self._series["ModelLatency"] = Series(answered)
        # What watches something else gets the data that it has on a good day.
        self._series["CostUSD"] = Series(answered, 0.0003)
        self._series["BudgetRemainingUSD"] = Series(answered, 1e6)
        for quiet in ("RateLimitHits", "Throttles", "4xx", "LimiterDegraded", "BudgetRefused", "PricesCorrected"):
            self._series[quiet] = Series()

    def statistic(self, metric, name, begin, end):
        return self._series[metric].statistic(name, begin, end)


FAULTS = ("everything", "one in ten", "model dead")


def moments(a_day, phase):
    """Evenly, from a day before the fault to a day after it."""
    interval = DAY / a_day
    first = -math.floor(DAY / interval)
    return [(number + phase) * interval for number in range(first, math.floor(DAY / interval))]


# --- metric math, as far as the alarms use it ---------------------------------------------------


class Number(float):
    """"If the value of a data point causes a function to attempt to divide by zero, the data point is dropped.\""""

    def __truediv__(self, other):
        return Number(float(self) / other) if other else Number(math.nan)

    def __add__(self, other):
        return Number(float(self) + other)

    def __rmul__(self, other):
        return Number(other * float(self))


def evaluated(expression, values):
    """`values`: of each id, None where it has no data; such a value counts as 0 in sums and quotients."""
    names = {name: Number(value or 0) for name, value in values.items()}
    # FILL looks at the metric itself, which is what the first argument names.
    filled = re.sub(r"FILL\((\w+), 0\)", r"\1", expression)
    assert not re.search(r"[A-Z]{3,}", filled), f"a function that is not known here: {filled}"
    result = eval(filled, {"__builtins__": {}}, names | {"IF": lambda test, yes, no: yes if test else no})
    return None if math.isnan(result) else float(result)


# --- the alarms -----------------------------------------------------------------------------------


def value_at(alarm, scenario, end):
    """The alarm's data point of the period that ends then."""
    if alarm["metric_name"]:
        begin = end - float(alarm["period"])
        return scenario.statistic(alarm["metric_name"], alarm["statistic"], begin, end)
    values, expression = {}, None
    for query in alarm["metric_query"]:
        if query["metric"]:
            (metric,) = query["metric"]
            begin = end - float(metric["period"])
            values[query["id"]] = scenario.statistic(metric["metric_name"], metric["stat"], begin, end)
        elif query["return_data"]:
            expression = query["expression"]
    if all(value is None for value in values.values()):
        return None
    return evaluated(expression, values)


def is_breaching(alarm, value):
    if value is None:
        return alarm["treat_missing_data"] == "breaching"
    return COMPARISONS[alarm["comparison_operator"]](value, float(alarm["threshold"]))


def minutes_until(alarm, scenario):
    """None: not within a day, or before the fault already: what fires on a good day tells nobody of one."""
    periods = int(alarm["evaluation_periods"])
    assert periods == int(alarm["datapoints_to_alarm"]), "M out of N is not reckoned here"
    period = float(alarm["period"] or 0)

    def fires_at(minute):
        ends = [minute * MINUTE - earlier * period for earlier in range(periods)]
        return all(is_breaching(alarm, value_at(alarm, scenario, end)) for end in ends)

    if fires_at(0):
        return None
    return next((minute for minute in range(1, DAY // MINUTE) if fires_at(minute)), None)


def worst_minutes(alarm, fault, requests_a_day, model_share):
    """None: never, for certain or by bad luck."""
    found = []
    for phase in range(PHASES):
        for first_failing in range(10) if fault == "one in ten" else (0,):
            scenario = Scenario(fault, requests_a_day, model_share, phase / PHASES, first_failing)
            found.append(minutes_until(alarm, scenario))
            if found[-1] is None:
                return None
    return max(found)


class Checks:
    """What the canary publishes: how each check went, every so many seconds."""

    def __init__(self, seconds, phase):
        first = -math.floor(DAY / seconds)
        self._moments = [(number + phase) * seconds for number in range(first, math.floor(DAY / seconds))]
        self._failed = Series([moment for moment in self._moments if moment > 0])
        self._all = Series(self._moments)

    def statistic(self, _, name, begin, end):
        """0 where checks went well."""
        there_are_some = self._all.statistic("SampleCount", begin, end)
        return there_are_some and (self._failed.statistic(name, begin, end) or 0)


def canary_minutes(alarm, schedule):
    """(where every check fails; on average where one in ten does, by chance)"""
    seconds = MINUTE * int(re.fullmatch(r"rate\((\d+) minutes?\)", schedule)[1])
    assert float(alarm["period"]) == seconds, "each data point of the alarm is one check"
    for_certain = max(minutes_until(alarm, Checks(seconds, phase / PHASES)) for phase in range(PHASES))
    # How many trials it takes on average until so many in a row have failed, each with probability p.
    p, row = 0.1, int(alarm["evaluation_periods"])
    trials = (1 - p**row) / ((1 - p) * p**row)
    return for_certain, round(trials * seconds / MINUTE)
