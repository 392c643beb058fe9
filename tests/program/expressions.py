"""Expressions in x and y of which a value must be what the number is, errors included: a line each."""

from __future__ import annotations

PYTHON = r"""
float(str(x))
float(repr(x))*y
float(f"{x}")
float(f"{x:.3f}")
float("%.3f"%x)
float("{:.2f}".format(x))
float(format(x,".3f"))
float("%s"%x)
float("%d"%x)
sum(map(float,f"{x},{y}".split(",")))
eval(str(x))*y
eval("x*y")
eval(repr(x))
complex(x,y).real
complex(x,y).imag
complex(x).real
complex(imag=x).imag
complex(real=x,imag=y).imag
complex(x,1j*y).real
complex(x+1j*y)*1.0 and x
complex(complex(x,y),x).imag
abs(complex(x,-y))
complex(x,y,1)
complex(x,"1")
complex(x,z=1)
complex("2.5").real*x
complex(x,y)==complex(x,y) and x
isinstance(complex(x,y),complex) and x
type(complex(x,y)) is complex and x
type(1j) is complex and x
issubclass(complex,complex) and x
{complex:x}[type(complex(x,y))]
complex.__name__=="complex" and x
np.zeros(2,dtype=complex).dtype.name=="complex128" and x
np.array([x,y]).astype(complex).imag.sum()+x
np.array([x,y],dtype=complex).real.sum()
isinstance(x,complex) or x
(x+1j*y).real
abs(x+1j*y)
(x+1j)**2 and x
((x+y*1j)**2).real
x*1j*1j and x
(x*1j).imag
x-1j and x
1j-x and x
1j/x and x
x/1j and x
x**1j and x
1j**x and x
x==1j or x
x!=1j and x
type(x) is float and x
type(x)==float and x*y
x if type(x) is float else y
x.__class__ is float and x
isinstance(x,float) and x
isinstance(x,(int,float)) and x
issubclass(type(x),float) and x
type(x).__name__=="float" and x
type(x)(3.0)*x
type(x)(x)*y
x.__float__()*y
float.fromhex(x.hex())
float.__add__(x,y)
float.__mul__(x,2.0)
int(x)*x
int.from_bytes(b"a","big")*x
round(x)*x
round(x,1)
divmod(x,y)[0]
pow(x,2)
pow(x,y)
pow(2,x)
abs(-x)
max(x,y)
max([x,y])
max([x,y],key=lambda t:-t)
min(x,y)
sum([x,y])
sum([x,y],1.0)
sorted([x,y])[0]
sorted([x,y],key=float)[0]
sorted([x,y],reverse=True)[0]
list(reversed([x,y]))[0]
any([x,y]) and x
all([x,y]) and x
hash(x)*0+x
{x:1}[x]*x
x in [x,y] and x
x in {2.0} and x
[x,y].index(x)*x
[x,y].count(x)*x
(x,y)<(y,x) and x or x
str(x) and x
repr(x) and x
f"{x:.2f}" and x
f"{x!r:>10}" and x
"%5.2f"%x and x
"{:e}".format(x) and x
format(x,"g") and x
bytes(str(x),"ascii") and x
range(int(x)) and x
list(range(3))[int(x)%3]*x
[1.0,2.0,3.0][int(x)%3]*x
"abc"[int(x)%3] and x
"a"*int(x) and x
x.is_integer() or x
x.as_integer_ratio()[0]*x
x.real*y
x.imag+x
x.conjugate()
x.hex() and x
x.__round__()*x
x.__trunc__()*x
x.__add__(y)
x.__mul__(2)
x.__pow__(2)
x.__neg__()
x.__abs__()
x.__lt__(y) or x
x.__bool__() and x
x.__repr__() and x
x.__hash__() and x
x.__divmod__(y)[0]
x.__getattribute__("real")
getattr(x,"real")
hasattr(x,"sqrt") or x
hasattr(x,"item") or x
hasattr(x,"dtype") or x
hasattr(x,"__len__") or x
hasattr(x,"shape") or x
hasattr(x,"primal") or x
callable(x) or x
dir(x) and x
vars(type("C",(),{"a":x}))["a"]
id(x) and x
bool(x) and x
not x or x
+x
-x
~int(x)*x
x//y
x%y
x**-1
x**0.5
(-x)**2
2**x
x and y
x or y
x<y<9 and x or x
x is x and x
x if x else y
[t*t for t in (x,y)][0]
sum(t*t for t in [x,y])
{"a":x}["a"]
(lambda *a,**k:a[0]*k["b"])(x,b=y)
next(iter([x,y]))
dict(a=x)["a"]
tuple([x,y])[0]
list(zip([x],[y]))[0][0]
list(enumerate([x]))[0][1]
list(filter(None,[x,y]))[0]
set([1.0]) and x
len([x,y])*x
len({x,y})*x
frozenset([x,y]) and x
float(x)*y
float(x+0)
x[0]
x()
len(x)
x.foo
x+"a"
"a"+x
x+None
None+x
x+[1]
[1]*x
[1][x]
"abc"*x
x<"a"
x<None
x==None or x
x=="a" or x
x!=None and x
iter(x)
next(x)
list(x)
x@y
x&1
x|1
x<<1
~x
range(x)
"abc"[x]
[1,2,3][x:]
int("a")*x
x/0
x//0
x%0
x/0.0
0**-x
(-x)**0.5
(x*0)**-1
x**1000*1e300**2
x**5000
1e308*x*10
bin(x)
hex(x)
oct(x)
chr(x)
x.append(1)
x.foo()
float("a")*x
x.as_integer_ratio("a")
max()
max([])*x
max(x)
max(x,"a")
min(x,None)
sum(x)
sum([x,"a"])
sum([[x]],[])[0]
abs("a")*x
sorted([x,"a"])
divmod(x,0)
pow(x,2,3)
pow(2,x,3)
round(x,"a")
round(x,y)
round(x,None)*x
isinstance(x,1)
complex("a")*x
x.real()
x<1j
[x,y].index(5.0)*x
{}[x]
{"a":1}[x]
x.__foo__
x.__class__.foo
type(x).foo
type(x)("a")
x.exp()
x.sqrt()
x.row*x
x.primal
x.level
x.item()
x.__dict__
"""

MATH = r"""
cmath.exp(x).real
cmath.exp(1j*x).real
cmath.sqrt(-x).imag
cmath.phase(x+1j)
cmath.polar(x+1j)[0]
cmath.rect(x,y).real
cmath.log(x).real
math.floor(x)*x
math.fsum([x,y])
math.prod([x,y])
math.hypot(x,y,1.0)
math.dist([x,y],[1.0,2.0])
math.isclose(x,y) or x
math.isqrt(int(x)+4)*x
math.gcd(4,6)*x
math.comb(5,2)*x
math.factorial(3)*x
math.perm(3,2)*x
math.frexp(x)[0]
math.ldexp(x,2)
math.modf(x)[0]
math.log(x,2)
math.log2(x)
math.copysign(x,-1.0)
math.nextafter(x,3.0)
math.ulp(x)*x
math.trunc(x)*x
math.fmod(x,0.7)
math.remainder(x,0.7)
math.gamma(x)
math.lgamma(x)
math.erf(x)
math.isfinite(x) and x
math.floor(x) in (1,2) and x
list(map(math.sin,[x,y]))[0]
list(filter(math.isfinite,[x,y]))[0]
math.factorial(x)
math.gcd(x,2)
math.comb(x,1)
math.sqrt(-x)
math.log(-x)
math.log(x*0)
math.exp(x*1e5)
math.pow(x,5000)
math.acos(x*9)
math.sin(x*math.inf)
math.fmod(x,0)
math.gamma(-1.0*int(x))
math.sin()
math.sin(x,y)
math.sin("a")
math.sin(None)
math.sin([x])
math.foo(x)
int(x*math.inf)
int(x*math.nan)
round(x*math.inf)
math.floor(x*math.nan)
math.isclose(x,y,rel_tol=-1)
math.dist([x],[x,y])
math.hypot(x,"a")
math.fsum(x)
math.fsum([x,"a"])
math.prod([x,"a"])
math.ldexp(x,1.5)
math.log(x,0)
math.log(x,1)
math.atan2(x)
math.copysign(x)
"""

NUMPY = r"""
np.fft.fft(np.array([x,y]))[0].real
np.fft.rfft([x,y,1.0]).real.sum()
np.sinc(x)
np.sinc(np.array([x,y])).sum()
np.percentile([x,y,1.0],50)
np.quantile([x,y,1.0],0.3)
np.median([x,y,1.0])
np.cov([x,y],[1.0,2.0])[0,0]
np.corrcoef([x,y,3.0],[1.0,2.0,4.0])[0,1]
np.heaviside(x,0.5)
np.divmod(x,y)[1]
np.modf(x)[0]
np.frexp(x)[0]
np.var([x,y])
np.std([x,y])
np.mean([x,y])
np.average([x,y],weights=[1.0,2.0])
np.cumsum([x,y])[1]
np.cumprod([x,y])[1]
np.diff([x,y])[0]
np.gradient(np.array([x,y,x*y]))[1]
np.interp(x,[0.0,10.0],[1.0,5.0])
np.interp(x,[0.0,y],[1.0,5.0])
np.polyval([1.0,x,y],2.0)
np.polyfit([1.0,2.0,3.0],[x,y,x*y],1)[0]
np.roots([1.0,x,y])[0].real
np.convolve([x,y],[1.0,2.0])[1]
np.correlate([x,y],[1.0,2.0])[0]
np.cross([x,y,1.0],[1.0,2.0,3.0])[0]
np.kron([x,y],[1.0,2.0])[1]
np.outer([x,y],[1.0,2.0])[0,1]
np.inner([x,y],[1.0,2.0])
np.vdot([x,y],[1.0,2.0])
np.tensordot(np.array([x,y]),np.array([1.0,2.0]),1)
np.einsum("i,i->",np.array([x,y]),np.array([1.0,2.0]))
np.dot([x,y],[1.0,2.0])
np.matmul(np.array([[x,y]]),np.array([[1.0],[2.0]]))[0,0]
np.linalg.norm([x,y])
np.linalg.norm([x,y],3)
np.linalg.norm([[x,y],[1.0,2.0]],axis=1)[0]
np.linalg.det([[x,1.0],[2.0,y]])
np.linalg.inv([[x,1.0],[2.0,y]])[0,0]
np.linalg.solve([[x,1.0],[2.0,y]],[1.0,2.0])[0]
np.linalg.eigvalsh([[x,1.0],[1.0,y]])[0]
np.linalg.eigh(np.array([[x,1.0],[1.0,y]]))[0][0]
np.linalg.eig(np.array([[x,1.0],[1.0,y]]))[0][0].real
np.linalg.svd(np.array([[x,1.0],[1.0,y]]))[1][0]
np.linalg.qr(np.array([[x,1.0],[1.0,y]]))[1][0,0]
np.linalg.cholesky(np.array([[x+9,1.0],[1.0,y+9]]))[0,0]
np.linalg.lstsq(np.array([[x,1.0],[1.0,y]]),np.array([1.0,2.0]),rcond=None)[0][0]
np.linalg.pinv(np.array([[x,1.0],[1.0,y]]))[0,0]
np.linalg.matrix_power(np.array([[x,1.0],[1.0,y]]),3)[0,0]
np.linalg.slogdet(np.array([[x,1.0],[1.0,y]]))[1]
np.linalg.cond(np.array([[x,1.0],[1.0,y]]))
np.linalg.matrix_rank(np.array([[x,1.0],[1.0,y]]))*x
np.trace(np.array([[x,1.0],[1.0,y]]))
np.sort([x,y])[0]
np.sort([x,np.nan,y])[2]*0+1 and x
np.sort([y,np.nan,x])[0]
np.argmax([x,np.nan,y])*x
np.array([y,np.nan,x]).argsort()[0]*x
np.unique([y,np.nan,x,np.nan])[1]
np.fmax([x,np.nan],y)[1]
np.ptp([x,np.nan,y])
np.median([x,y,y])
np.argsort([x,y])[0]*x
np.argmax([x,y])*x
np.max([x,y])
np.ptp([x,y])
np.unique([x,y])[0]
np.searchsorted([1.0,3.0,9.0],x)*x
np.digitize(x,[1.0,3.0])*x
np.histogram([x,y],bins=2)[0][0]*x
np.where(np.array([x,y])>1,np.array([x,y]),0.0).sum()
np.where(x>1,x,y)
np.select([x>1],[x],y)
np.piecewise(np.array([x,y]),[np.array([x,y])>2],[lambda t:t*t,lambda t:t])[0]
np.clip(x,0.0,1.5)
np.round(x,1)
np.around([x,y],1)[0]
np.fix(x)
np.sign(x)
np.nan_to_num(x)
np.nan_to_num([x,np.nan])[0]
np.nansum([x,y])
np.nanmean([x,y])
np.nanmax([x,y])
np.isclose(x,2.0)*x
np.allclose([x,y],[2.0,3.0])*x
np.array_equal([x,y],[2.0,3.0])*x
np.isfinite([x,y]).sum()*x
np.any([x>1,y>1])*x
np.all(np.array([x,y])>0)*x
np.nonzero([x,y])[0][0]*x
np.count_nonzero([x,y])*x
np.flatnonzero([x,y])[0]*x
np.stack([[x],[y]])[0,0]
np.concatenate([[x],[y]])[0]
np.vstack([[x],[y]])[0,0]
np.hstack([[x],[y]])[0]
np.tile([x,y],2)[3]
np.repeat([x,y],2)[1]
np.roll([x,y],1)[0]
np.flip([x,y])[0]
np.pad([x,y],1)[1]
np.meshgrid([x,y],[1.0])[0][0,0]
np.linspace(x,y,5)[2]
np.geomspace(x,y,3)[1]
np.arange(x,y,0.3)[1]
np.full(2,x)[0]
np.float64(x)*y
np.int64(2)*x
np.array(x)*2
np.array([x,y]).astype(float).sum()
np.array([x,y]).tolist()[0]
np.array([x,y]).sum().item()
np.array([x,y]).mean()
np.array([x,y]).std()
np.array([x,y]).var()
np.array([x,y]).prod()
np.array([x,y]).max()
np.array([x,y]).argmax()*x
np.array([x,y]).dot([1.0,2.0])
np.array([x,y]).round(1)[0]
np.array([x,y]).clip(0,1)[0]
np.array([x,y]).cumsum()[1]
np.array([x,y]).real.sum()
np.array([x,y]).conj().sum()
np.array([x,y],dtype=np.float64).dtype.itemsize*x
np.array([x,y]).nbytes*x
len(str(np.array([x,y])/3))*x
len(repr(np.array([x,y])/3))*x
float(f"{np.array([x,y])/3}".strip("[]").split()[0])
len(np.array2string(np.array([x,y])/3,precision=2))*x
np.fromstring(str(np.array([x,y])/3)[1:-1],sep=" ")[1]
np.frombuffer(np.array([x,y]).tobytes())[0]
np.frombuffer(np.array([x,y]))[1]*x
np.ndarray((2,),buffer=np.array([x,y]))[0]
bytes(np.array([x,y]))[3]*x
np.array([x,y]).view(np.int64)[1]*x
np.array([x,y]).view(float)[1]*x
np.array([x,y]).byteswap()[0]
memoryview(np.array([x,y]))[1]
struct.unpack("2d",np.array([x,y]))[1]
np.array([[x,y],[y,x]]).T[0,1]
np.array([x,y]).reshape(2,1)[1,0]
np.sum([x,y])
np.prod([x,y])
np.sqrt([x,y])[0]
np.exp(np.array([x,y])).sum()
np.log([x,y])[1]
np.tanh(np.array([x,y])).sum()
np.i0(x)
np.sinh(x)
np.logaddexp(x,y)
np.logaddexp2(x,y)
np.hypot(x,y)
np.nextafter(x,y)
np.spacing(x)*x
np.gcd(3,6)*x
np.angle(x+1j*y)
np.abs(x+1j*y)
np.real(x)
np.imag(x)*y
np.real_if_close(x)
np.unwrap([x,y])[0]
np.apply_along_axis(lambda t:t.sum(),0,np.array([[x,y],[y,x]]))[0]
np.vectorize(lambda t:t*t)(np.array([x,y]))[0]
np.frompyfunc(lambda t:t*t,1,1)(x)
np.fromiter([x,y],dtype=float)[0]
np.add.reduce([x,y])
np.multiply.accumulate([x,y])[1]
np.add.outer([x,y],[1.0])[0,0]
np.maximum.reduce([x,y])
np.ediff1d([x,y])[0]
np.triu(np.array([[x,y],[y,x]]))[0,1]
np.diag([x,y])[0,0]
np.block([[x,y],[y,x]])[0,1]
np.insert([x,y],0,1.0)[1]
np.append([x,y],1.0)[0]
np.delete([x,y],0)[0]
np.take([x,y],[0])[0]
np.choose([0,1],[[x,y],[y,x]])[1]
np.compress([True,False],[x,y])[0]
np.extract([True,False],[x,y])[0]
np.ravel([[x,y]])[0]
np.squeeze([[x]])*1.0
np.expand_dims([x],0)[0,0]
np.broadcast_to(x,(2,))[0]
np.polynomial.polynomial.polyval(x,[1.0,2.0])
np.polynomial.Polynomial([x,y])(2.0)
np.poly1d([x,y])(2.0)
np.isscalar(x)*x
np.ndim(x)*y
np.shape(x)==() and x
np.size([x,y])*x
np.result_type(x,y).itemsize*x
np.can_cast(np.array([x]).dtype,float)*x
np.issubdtype(np.array([x]).dtype,np.floating)*x
np.iscomplexobj(x)*x
np.isrealobj(np.array([x]))*x
np.array2string(np.array([x,y])) and x
np.array_str(np.array([x,y])) and x
np.format_float_positional(x) and x
np.testing.assert_allclose([x],[x]) or x
np.zeros(2).dtype.name=="float64" and x
np.zeros(2).dot(np.array([x,y]))
np.zeros((2,2)).view() is not None and x
np.ones(2).tobytes() and x
np.array([x,y]).tobytes() and x
np.lib.stride_tricks.sliding_window_view(np.array([x,y,1.0]),2)[0,1]
np.finfo(float).eps*x
np.errstate(all="ignore") and x
np.sqrt(-x)
np.log(-x)
np.log(x*0)
np.array([x])/0
np.array([x])/np.array([0.0])
np.float64(1.0)/(x*0)
np.exp(x*1e5)
np.zeros(2)[5]*x
np.array([x,y])[5]
np.array([x,y])[x]
np.dot([x,y],[1.0])
np.array([x,y])+np.array([1.0,2.0,3.0])
np.array([x,y]).foo
np.linalg.inv([[x,x],[x,x]])
np.linalg.cholesky([[-x,0.0],[0.0,1.0]])
np.sin("a")
np.sin(x,y,x)
np.foo(x)
np.concatenate([x,y])
np.array([x,y]).reshape(3)
np.stack([x,[y]])
np.bitwise_and(x,1)
np.invert(x)
np.left_shift(x,1)
np.gcd(x,1)
np.exp(x,out=np.zeros(1))[0]
np.add(np.array([x]),1.0,out=np.zeros(1))[0]
np.add([x,y],[1.0,2.0],where=[True,False],out=np.zeros(2))[0]
np.sum([x,y],where=[True,False])
np.sum(np.array([[x,y]]),axis=1,keepdims=True)[0,0]
np.mean(np.array([[x,y]]),axis=1,keepdims=True)[0,0]
np.max(np.array([[x,y]]),axis=1,keepdims=True)[0,0]
np.max([x,y],initial=9.0)
np.std([x,y],ddof=1)
np.exp(x,dtype=np.float64)
np.sqrt(np.array([x,y]),dtype=np.float64)[0]
np.array([x,y],dtype=int)[0]*x
np.array([x,y]).astype(int)[0]*x
np.array([x,y],dtype=complex)[0].real
np.array([x,1j])[0].real
np.array([x,"a"])[0] and x
np.array([x,None])[0]
np.asarray(x,dtype=float)*1.0
np.array([x,y]).flat[0]
np.nditer(np.array([x,y])) and x
[t*1.0 for t in np.nditer(np.array([x,y]))][0]
np.ndindex(2,2) and x
np.array([(x,y)],dtype=[("a",float),("b",float)])["a"][0]
np.ma.array([x,y],mask=[0,1]).sum()
np.lexsort(([x,y],))[0]*x
np.partition([x,y],1)[0]
np.intersect1d([x,y],[2.0]).size*x
np.setdiff1d([x,y],[2.0]).size*x
np.union1d([x,y],[2.0])[0]
np.bincount([0,1],weights=[x,y])[1]
np.floor_divide(x,y)
np.remainder(x,y)
np.fmod(x,y)
np.power(x,2)
np.power([x,y],[2,3])[1]
np.float_power(x,2)
np.square(x)
np.cbrt(x)
np.positive(x)
np.exp2(x)
np.log10(x)
np.log1p(x)
np.expm1(x)
np.arctan2(x,y)
np.degrees(x)
np.deg2rad(x)
np.rint(x)
np.floor(x)
np.trunc(x)
np.fabs(x)
np.copysign(x,-1)
np.ldexp(x,2)
np.signbit(x)*x
np.logical_and(x,y)*x
np.logical_not(x)*x
np.logical_xor(x,y)*x
np.greater(x,1)*x
np.equal(x,y)*x
np.isnan(x)*x
np.fmax(x,y)
np.conj(x)
np.convolve(np.array([x,y,1.0]),np.ones(2)/2,mode="same")[0]
np.apply_over_axes(np.sum,np.array([[x,y]]),[0])[0,0]
np.cumsum(np.array([[x,y]]),axis=1)[0,1]
np.argwhere(np.array([x,y])>0)[0,0]*x
np.moveaxis(np.array([[x,y]]),0,1)[1,0]
np.split(np.array([x,y]),2)[0][0]
np.array_split(np.array([x,y]),2)[0][0]
np.atleast_1d(x)[0]
np.atleast_2d(x)[0,0]
np.ascontiguousarray([x,y])[0]
np.copy([x,y])[0]
np.triu_indices(2)[0][0]*x
np.tri(2)[0,0]*x
np.vander([x,y],2)[0,0]
np.hanning(3)[1]*x
np.bartlett(3)[1]*x
np.nanstd([x,y])
np.nanvar([x,y])
np.nanmedian([x,y])
np.nanpercentile([x,y],50)
np.nanmin([x,y])
np.nanargmax([x,y])*x
np.nanprod([x,y])
np.nancumsum([x,y])[1]
"""

LIBRARIES = r"""
statistics.mean([x,y])
statistics.fmean([x,y])
statistics.stdev([x,y])
statistics.pstdev([x,y])
statistics.variance([x,y])
statistics.median([x,y,1.0])
statistics.mode([x,y])
statistics.harmonic_mean([x,y])
statistics.geometric_mean([x,y])
statistics.quantiles([x,y,1.0])[0]
statistics.correlation([x,y,1.0],[1.0,2.0,5.0])
statistics.linear_regression([1.0,2.0,5.0],[x,y,1.0]).slope
statistics.NormalDist(x,y).cdf(1.0)
statistics.NormalDist(0,1).pdf(x)
statistics.NormalDist(0,1).inv_cdf(x/10)
json.dumps(x) and x
json.loads(json.dumps({"a":x}))["a"]*y
json.dumps([x,y]) and x
ast.literal_eval(repr(x))
decimal.Decimal(x)*1 and x
float(decimal.Decimal(x))
float(decimal.Decimal(str(x)))
decimal.Decimal.from_float(x) and x
fractions.Fraction(x).limit_denominator(10).numerator*x
float(fractions.Fraction(x))
fractions.Fraction(1,3)*x
decimal.Decimal(2) and x
isinstance(x,numbers.Real) and x
isinstance(x,numbers.Number) and x
struct.pack("d",x) and x
struct.unpack("d",struct.pack("d",x))[0]
array.array("d",[x,y])[0]
array.array("d",[1.0])[0]*x
pickle.loads(pickle.dumps(x))
copy.copy(x)
copy.deepcopy([x])[0]
operator.add(x,y)
operator.mul(x,y)
operator.itemgetter(0)([x,y])
operator.neg(x)
operator.index(3)*x
functools.reduce(operator.mul,[x,y])
functools.reduce(lambda a,b:a*b,[x,y])
functools.partial(pow,x)(2)
itertools.accumulate([x,y]) and x
list(itertools.accumulate([x,y]))[1]
list(itertools.product([x],[y]))[0][0]
collections.Counter([x,y]) and x
collections.Counter([x,y])[x]*x
collections.deque([x,y])[0]
heapq.nsmallest(1,[x,y])[0]
bisect.bisect([1.0,3.0],x)*x
bisect.bisect_left([x,9.0],2.0)*x
random.Random(0).uniform(x,y)
random.Random(0).gauss(x,1.0)
random.Random(0).choice([x,y])
random.Random(0).triangular(0.0,x)
random.Random(0).expovariate(x)
random.Random(x).random()*x
re.match(r"\d+",str(x)) and x
collections.namedtuple("P","a")(x).a
io.StringIO().write(str(x)) and x
pprint.pformat(x) and x
pprint.pformat([x,y]) and x
operator.index(x)
"""

EVERY = [line for text in (PYTHON, MATH, NUMPY, LIBRARIES) for line in text.split("\n") if line]
