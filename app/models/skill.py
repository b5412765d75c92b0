"""What a level of skill (技能等级) is worth: declared here for schedules, proposals and simulations alike."""

from collections.abc import Mapping
from types import MappingProxyType

# What somebody of each level gets done beside one who can (2): whoever learns asks others.
SPEEDS: Mapping[int, float] = MappingProxyType({1: 0.7, 2: 1.0, 3: 1.1})
