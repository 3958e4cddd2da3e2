import pytest
from hypothesis import HealthCheck, given, settings
import civicnet as cn
from strategies_ import partnerships
