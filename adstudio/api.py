"""All that a plugin imports. Re-exports, nothing else."""
from adstudio.primitives.levels import fresh_level as fresh_level
from adstudio.primitives.primitive import Primitive as Primitive
from adstudio.primitives.primitive import plain as plain
from adstudio.primitives.recorded import RecordedValue as RecordedValue
from adstudio.primitives.recorded import recorded as recorded
from adstudio.primitives.table import TABLE as TABLE
from adstudio.primitives.value import Value as Value
from adstudio.program.contract import EngineSpec as EngineSpec
from adstudio.program.contract import Request as Request
from adstudio.program.contract import hookimpl as hookimpl
from adstudio.traces.model import Flag as Flag
from adstudio.traces.model import Nodes as Nodes
from adstudio.traces.model import SweepKind as SweepKind
from adstudio.traces.recorder import Recorder as Recorder
