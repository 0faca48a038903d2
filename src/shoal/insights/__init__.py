"""What the members of segments are like: trends, metrics, overlap, what sets them apart, one person's records."""

from shoal.insights.audience import Audience, WorkspaceFacts, audience, population, workspace_facts
from shoal.insights.differentiators import Differentiator, Differentiators, differentiators
from shoal.insights.distributions import Distribution, Histogram, distribution
from shoal.insights.metrics import Metric, Metrics, status_metrics
from shoal.insights.overlap import Combination, Overlap, combination, combination_rule, overlap
from shoal.insights.profiles import (
    Found,
    ProfileCard,
    TimelineEvent,
    find_profiles,
    measures_of,
    profile_card,
    profile_segments,
    timeline,
)
from shoal.insights.sentences import understand
from shoal.insights.suggesting import Suggestions, by_attribute, by_goal, by_rfm
from shoal.insights.trend import Point, Spark, Trend, sparklines, trend
from shoal.insights.volume import ValueCount, texts, values, volume

__all__ = [
    "Audience",
    "Combination",
    "Differentiator",
    "Differentiators",
    "Distribution",
    "Found",
    "Histogram",
    "Metric",
    "Metrics",
    "Overlap",
    "Point",
    "ProfileCard",
    "Spark",
    "Suggestions",
    "TimelineEvent",
    "Trend",
    "ValueCount",
    "WorkspaceFacts",
    "audience",
    "by_attribute",
    "by_goal",
    "by_rfm",
    "combination",
    "combination_rule",
    "differentiators",
    "distribution",
    "find_profiles",
    "measures_of",
    "overlap",
    "population",
    "profile_card",
    "profile_segments",
    "sparklines",
    "status_metrics",
    "texts",
    "timeline",
    "trend",
    "understand",
    "values",
    "volume",
    "workspace_facts",
]
