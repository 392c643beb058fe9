"""temporary, untracked: the files branch brings the real one"""
import numpy as np
from adstudio.traces.model import SweepKind
def value(trace):
    if trace.header.error: raise ValueError(str(trace.header.error))
    out=[trace.nodes.value[r] for p in trace.header.outputs for r in p.rows]
    return out[0] if len(out)==1 else out
def jacobian(trace):
    outs=[r for p in trace.header.outputs for r in p.rows]
    res={}
    for p in trace.header.inputs:
        if p.shape is None: continue
        m=np.zeros((len(outs),len(p.rows)))
        for s in trace.sweeps:
            if s.kind is SweepKind.PRIMAL: continue
            if s.kind is SweepKind.ADJOINT:
                m[outs.index(s.seed[0][0])]=s.derivative[list(p.rows)]
            else:
                d=s.derivative[:,1] if s.derivative.ndim==2 else s.derivative
                [(r,w)]=s.seed
                if r in p.rows: m[:,p.rows.index(r)]=d[outs]
        res[p.name]=m.reshape((len(outs),*p.shape))
    return res
def gradient(trace):
    return {k:(v[0].tolist() if v[0].ndim else float(v[0])) for k,v in jacobian(trace).items()}
