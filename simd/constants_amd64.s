//go:build !purego

#include "textflag.h"

// The constants of functions_amd64.h, as bits, each eight times, and masks.

// EXP_HIGH: exp: where it is +Inf
DATA ·constants+0(SB)/8, $0x42b2000042b20000
DATA ·constants+8(SB)/8, $0x42b2000042b20000
DATA ·constants+16(SB)/8, $0x42b2000042b20000
DATA ·constants+24(SB)/8, $0x42b2000042b20000
// EXP_LOW: exp: where it is 0
DATA ·constants+32(SB)/8, $0xc2d20000c2d20000
DATA ·constants+40(SB)/8, $0xc2d20000c2d20000
DATA ·constants+48(SB)/8, $0xc2d20000c2d20000
DATA ·constants+56(SB)/8, $0xc2d20000c2d20000
// LOG2E
DATA ·constants+64(SB)/8, $0x3fb8aa3b3fb8aa3b
DATA ·constants+72(SB)/8, $0x3fb8aa3b3fb8aa3b
DATA ·constants+80(SB)/8, $0x3fb8aa3b3fb8aa3b
DATA ·constants+88(SB)/8, $0x3fb8aa3b3fb8aa3b
// LN2_HIGH
DATA ·constants+96(SB)/8, $0x3f3172183f317218
DATA ·constants+104(SB)/8, $0x3f3172183f317218
DATA ·constants+112(SB)/8, $0x3f3172183f317218
DATA ·constants+120(SB)/8, $0x3f3172183f317218
// LN2_LOW
DATA ·constants+128(SB)/8, $0xb102e308b102e308
DATA ·constants+136(SB)/8, $0xb102e308b102e308
DATA ·constants+144(SB)/8, $0xb102e308b102e308
DATA ·constants+152(SB)/8, $0xb102e308b102e308
// EXP2: coefficients of exp
DATA ·constants+160(SB)/8, $0x3efffffe3efffffe
DATA ·constants+168(SB)/8, $0x3efffffe3efffffe
DATA ·constants+176(SB)/8, $0x3efffffe3efffffe
DATA ·constants+184(SB)/8, $0x3efffffe3efffffe
// EXP3
DATA ·constants+192(SB)/8, $0x3e2aaa483e2aaa48
DATA ·constants+200(SB)/8, $0x3e2aaa483e2aaa48
DATA ·constants+208(SB)/8, $0x3e2aaa483e2aaa48
DATA ·constants+216(SB)/8, $0x3e2aaa483e2aaa48
// EXP4
DATA ·constants+224(SB)/8, $0x3d2aac7c3d2aac7c
DATA ·constants+232(SB)/8, $0x3d2aac7c3d2aac7c
DATA ·constants+240(SB)/8, $0x3d2aac7c3d2aac7c
DATA ·constants+248(SB)/8, $0x3d2aac7c3d2aac7c
// EXP5
DATA ·constants+256(SB)/8, $0x3c091d823c091d82
DATA ·constants+264(SB)/8, $0x3c091d823c091d82
DATA ·constants+272(SB)/8, $0x3c091d823c091d82
DATA ·constants+280(SB)/8, $0x3c091d823c091d82
// EXP6
DATA ·constants+288(SB)/8, $0x3ab511293ab51129
DATA ·constants+296(SB)/8, $0x3ab511293ab51129
DATA ·constants+304(SB)/8, $0x3ab511293ab51129
DATA ·constants+312(SB)/8, $0x3ab511293ab51129
// BIAS: of the exponent, as integers
DATA ·constants+320(SB)/8, $0x0000007f0000007f
DATA ·constants+328(SB)/8, $0x0000007f0000007f
DATA ·constants+336(SB)/8, $0x0000007f0000007f
DATA ·constants+344(SB)/8, $0x0000007f0000007f
// ONE
DATA ·constants+352(SB)/8, $0x3f8000003f800000
DATA ·constants+360(SB)/8, $0x3f8000003f800000
DATA ·constants+368(SB)/8, $0x3f8000003f800000
DATA ·constants+376(SB)/8, $0x3f8000003f800000
// HALF_NEG
DATA ·constants+384(SB)/8, $0xbf000000bf000000
DATA ·constants+392(SB)/8, $0xbf000000bf000000
DATA ·constants+400(SB)/8, $0xbf000000bf000000
DATA ·constants+408(SB)/8, $0xbf000000bf000000
// SIGN: sign bits
DATA ·constants+416(SB)/8, $0x8000000080000000
DATA ·constants+424(SB)/8, $0x8000000080000000
DATA ·constants+432(SB)/8, $0x8000000080000000
DATA ·constants+440(SB)/8, $0x8000000080000000
// MAGNITUDE: all other bits
DATA ·constants+448(SB)/8, $0x7fffffff7fffffff
DATA ·constants+456(SB)/8, $0x7fffffff7fffffff
DATA ·constants+464(SB)/8, $0x7fffffff7fffffff
DATA ·constants+472(SB)/8, $0x7fffffff7fffffff
// TAIL_END: normal tail: where E is 0
DATA ·constants+480(SB)/8, $0x4170000041700000
DATA ·constants+488(SB)/8, $0x4170000041700000
DATA ·constants+496(SB)/8, $0x4170000041700000
DATA ·constants+504(SB)/8, $0x4170000041700000
// TAIL_U
DATA ·constants+512(SB)/8, $0x3e99999a3e99999a
DATA ·constants+520(SB)/8, $0x3e99999a3e99999a
DATA ·constants+528(SB)/8, $0x3e99999a3e99999a
DATA ·constants+536(SB)/8, $0x3e99999a3e99999a
// TAIL0: coefficients of p
DATA ·constants+544(SB)/8, $0x3df51e4f3df51e4f
DATA ·constants+552(SB)/8, $0x3df51e4f3df51e4f
DATA ·constants+560(SB)/8, $0x3df51e4f3df51e4f
DATA ·constants+568(SB)/8, $0x3df51e4f3df51e4f
// TAIL1
DATA ·constants+576(SB)/8, $0x3df4e1ce3df4e1ce
DATA ·constants+584(SB)/8, $0x3df4e1ce3df4e1ce
DATA ·constants+592(SB)/8, $0x3df4e1ce3df4e1ce
DATA ·constants+600(SB)/8, $0x3df4e1ce3df4e1ce
// TAIL2
DATA ·constants+608(SB)/8, $0x3de1c52e3de1c52e
DATA ·constants+616(SB)/8, $0x3de1c52e3de1c52e
DATA ·constants+624(SB)/8, $0x3de1c52e3de1c52e
DATA ·constants+632(SB)/8, $0x3de1c52e3de1c52e
// TAIL3
DATA ·constants+640(SB)/8, $0x3da0818c3da0818c
DATA ·constants+648(SB)/8, $0x3da0818c3da0818c
DATA ·constants+656(SB)/8, $0x3da0818c3da0818c
DATA ·constants+664(SB)/8, $0x3da0818c3da0818c
// TAIL4
DATA ·constants+672(SB)/8, $0x3dc5074c3dc5074c
DATA ·constants+680(SB)/8, $0x3dc5074c3dc5074c
DATA ·constants+688(SB)/8, $0x3dc5074c3dc5074c
DATA ·constants+696(SB)/8, $0x3dc5074c3dc5074c
// TAIL5
DATA ·constants+704(SB)/8, $0xbda2d61bbda2d61b
DATA ·constants+712(SB)/8, $0xbda2d61bbda2d61b
DATA ·constants+720(SB)/8, $0xbda2d61bbda2d61b
DATA ·constants+728(SB)/8, $0xbda2d61bbda2d61b
// TAIL6
DATA ·constants+736(SB)/8, $0x3e447d4e3e447d4e
DATA ·constants+744(SB)/8, $0x3e447d4e3e447d4e
DATA ·constants+752(SB)/8, $0x3e447d4e3e447d4e
DATA ·constants+760(SB)/8, $0x3e447d4e3e447d4e
// TAIL7
DATA ·constants+768(SB)/8, $0xbe69c3aebe69c3ae
DATA ·constants+776(SB)/8, $0xbe69c3aebe69c3ae
DATA ·constants+784(SB)/8, $0xbe69c3aebe69c3ae
DATA ·constants+792(SB)/8, $0xbe69c3aebe69c3ae
// TAIL8
DATA ·constants+800(SB)/8, $0x3de6541c3de6541c
DATA ·constants+808(SB)/8, $0x3de6541c3de6541c
DATA ·constants+816(SB)/8, $0x3de6541c3de6541c
DATA ·constants+824(SB)/8, $0x3de6541c3de6541c
// TAIL9
DATA ·constants+832(SB)/8, $0xbca8fd90bca8fd90
DATA ·constants+840(SB)/8, $0xbca8fd90bca8fd90
DATA ·constants+848(SB)/8, $0xbca8fd90bca8fd90
DATA ·constants+856(SB)/8, $0xbca8fd90bca8fd90
// INV_SQRT_2PI
DATA ·constants+864(SB)/8, $0x3ecc422a3ecc422a
DATA ·constants+872(SB)/8, $0x3ecc422a3ecc422a
DATA ·constants+880(SB)/8, $0x3ecc422a3ecc422a
DATA ·constants+888(SB)/8, $0x3ecc422a3ecc422a
// NEG_INF
DATA ·constants+896(SB)/8, $0xff800000ff800000
DATA ·constants+904(SB)/8, $0xff800000ff800000
DATA ·constants+912(SB)/8, $0xff800000ff800000
DATA ·constants+920(SB)/8, $0xff800000ff800000
// TWO
DATA ·constants+928(SB)/8, $0x4000000040000000
DATA ·constants+936(SB)/8, $0x4000000040000000
DATA ·constants+944(SB)/8, $0x4000000040000000
DATA ·constants+952(SB)/8, $0x4000000040000000
// SQRT2
DATA ·constants+960(SB)/8, $0x3fb504f33fb504f3
DATA ·constants+968(SB)/8, $0x3fb504f33fb504f3
DATA ·constants+976(SB)/8, $0x3fb504f33fb504f3
DATA ·constants+984(SB)/8, $0x3fb504f33fb504f3
// ERF0: coefficients of erf near 0
DATA ·constants+992(SB)/8, $0x3e0375d43e0375d4
DATA ·constants+1000(SB)/8, $0x3e0375d43e0375d4
DATA ·constants+1008(SB)/8, $0x3e0375d43e0375d4
DATA ·constants+1016(SB)/8, $0x3e0375d43e0375d4
// ERF1
DATA ·constants+1024(SB)/8, $0xbec093a3bec093a3
DATA ·constants+1032(SB)/8, $0xbec093a3bec093a3
DATA ·constants+1040(SB)/8, $0xbec093a3bec093a3
DATA ·constants+1048(SB)/8, $0xbec093a3bec093a3
// ERF2
DATA ·constants+1056(SB)/8, $0x3de717823de71782
DATA ·constants+1064(SB)/8, $0x3de717823de71782
DATA ·constants+1072(SB)/8, $0x3de717823de71782
DATA ·constants+1080(SB)/8, $0x3de717823de71782
// ERF3
DATA ·constants+1088(SB)/8, $0xbcdc14acbcdc14ac
DATA ·constants+1096(SB)/8, $0xbcdc14acbcdc14ac
DATA ·constants+1104(SB)/8, $0xbcdc14acbcdc14ac
DATA ·constants+1112(SB)/8, $0xbcdc14acbcdc14ac
// ERF4
DATA ·constants+1120(SB)/8, $0x3bab128d3bab128d
DATA ·constants+1128(SB)/8, $0x3bab128d3bab128d
DATA ·constants+1136(SB)/8, $0x3bab128d3bab128d
DATA ·constants+1144(SB)/8, $0x3bab128d3bab128d
// ERF5
DATA ·constants+1152(SB)/8, $0xba5e4762ba5e4762
DATA ·constants+1160(SB)/8, $0xba5e4762ba5e4762
DATA ·constants+1168(SB)/8, $0xba5e4762ba5e4762
DATA ·constants+1176(SB)/8, $0xba5e4762ba5e4762
// ERF6
DATA ·constants+1184(SB)/8, $0x38eb7fa938eb7fa9
DATA ·constants+1192(SB)/8, $0x38eb7fa938eb7fa9
DATA ·constants+1200(SB)/8, $0x38eb7fa938eb7fa9
DATA ·constants+1208(SB)/8, $0x38eb7fa938eb7fa9
// ERF7
DATA ·constants+1216(SB)/8, $0xb7205d92b7205d92
DATA ·constants+1224(SB)/8, $0xb7205d92b7205d92
DATA ·constants+1232(SB)/8, $0xb7205d92b7205d92
DATA ·constants+1240(SB)/8, $0xb7205d92b7205d92
// TANH_SMALL: tanh: where its polynomial ends
DATA ·constants+1248(SB)/8, $0x3f2000003f200000
DATA ·constants+1256(SB)/8, $0x3f2000003f200000
DATA ·constants+1264(SB)/8, $0x3f2000003f200000
DATA ·constants+1272(SB)/8, $0x3f2000003f200000
// TANH0: its coefficients
DATA ·constants+1280(SB)/8, $0xbeaaaa93beaaaa93
DATA ·constants+1288(SB)/8, $0xbeaaaa93beaaaa93
DATA ·constants+1296(SB)/8, $0xbeaaaa93beaaaa93
DATA ·constants+1304(SB)/8, $0xbeaaaa93beaaaa93
// TANH1
DATA ·constants+1312(SB)/8, $0x3e0882273e088227
DATA ·constants+1320(SB)/8, $0x3e0882273e088227
DATA ·constants+1328(SB)/8, $0x3e0882273e088227
DATA ·constants+1336(SB)/8, $0x3e0882273e088227
// TANH2
DATA ·constants+1344(SB)/8, $0xbd5bed27bd5bed27
DATA ·constants+1352(SB)/8, $0xbd5bed27bd5bed27
DATA ·constants+1360(SB)/8, $0xbd5bed27bd5bed27
DATA ·constants+1368(SB)/8, $0xbd5bed27bd5bed27
// TANH3
DATA ·constants+1376(SB)/8, $0x3ca7cc9b3ca7cc9b
DATA ·constants+1384(SB)/8, $0x3ca7cc9b3ca7cc9b
DATA ·constants+1392(SB)/8, $0x3ca7cc9b3ca7cc9b
DATA ·constants+1400(SB)/8, $0x3ca7cc9b3ca7cc9b
// TANH4
DATA ·constants+1408(SB)/8, $0xbbb52977bbb52977
DATA ·constants+1416(SB)/8, $0xbbb52977bbb52977
DATA ·constants+1424(SB)/8, $0xbbb52977bbb52977
DATA ·constants+1432(SB)/8, $0xbbb52977bbb52977
// GELU_TANH_LINEAR: argument of the tanh form of GELU
DATA ·constants+1440(SB)/8, $0x3fcc422a3fcc422a
DATA ·constants+1448(SB)/8, $0x3fcc422a3fcc422a
DATA ·constants+1456(SB)/8, $0x3fcc422a3fcc422a
DATA ·constants+1464(SB)/8, $0x3fcc422a3fcc422a
// GELU_TANH_CUBIC
DATA ·constants+1472(SB)/8, $0x3d9222793d922279
DATA ·constants+1480(SB)/8, $0x3d9222793d922279
DATA ·constants+1488(SB)/8, $0x3d9222793d922279
DATA ·constants+1496(SB)/8, $0x3d9222793d922279
// GELU_TANH_SLOPE
DATA ·constants+1504(SB)/8, $0x3e5b33b63e5b33b6
DATA ·constants+1512(SB)/8, $0x3e5b33b63e5b33b6
DATA ·constants+1520(SB)/8, $0x3e5b33b63e5b33b6
DATA ·constants+1528(SB)/8, $0x3e5b33b63e5b33b6
GLOBL ·constants(SB), NOPTR|RODATA, $1536

// Masks: 32 lanes on, then 32 off. A load of eight at 4·(32−n) has its first n
// lanes on.
DATA ·masks+0(SB)/8, $0xffffffffffffffff
DATA ·masks+8(SB)/8, $0xffffffffffffffff
DATA ·masks+16(SB)/8, $0xffffffffffffffff
DATA ·masks+24(SB)/8, $0xffffffffffffffff
DATA ·masks+32(SB)/8, $0xffffffffffffffff
DATA ·masks+40(SB)/8, $0xffffffffffffffff
DATA ·masks+48(SB)/8, $0xffffffffffffffff
DATA ·masks+56(SB)/8, $0xffffffffffffffff
DATA ·masks+64(SB)/8, $0xffffffffffffffff
DATA ·masks+72(SB)/8, $0xffffffffffffffff
DATA ·masks+80(SB)/8, $0xffffffffffffffff
DATA ·masks+88(SB)/8, $0xffffffffffffffff
DATA ·masks+96(SB)/8, $0xffffffffffffffff
DATA ·masks+104(SB)/8, $0xffffffffffffffff
DATA ·masks+112(SB)/8, $0xffffffffffffffff
DATA ·masks+120(SB)/8, $0xffffffffffffffff
DATA ·masks+128(SB)/8, $0x0000000000000000
DATA ·masks+136(SB)/8, $0x0000000000000000
DATA ·masks+144(SB)/8, $0x0000000000000000
DATA ·masks+152(SB)/8, $0x0000000000000000
DATA ·masks+160(SB)/8, $0x0000000000000000
DATA ·masks+168(SB)/8, $0x0000000000000000
DATA ·masks+176(SB)/8, $0x0000000000000000
DATA ·masks+184(SB)/8, $0x0000000000000000
DATA ·masks+192(SB)/8, $0x0000000000000000
DATA ·masks+200(SB)/8, $0x0000000000000000
DATA ·masks+208(SB)/8, $0x0000000000000000
DATA ·masks+216(SB)/8, $0x0000000000000000
DATA ·masks+224(SB)/8, $0x0000000000000000
DATA ·masks+232(SB)/8, $0x0000000000000000
DATA ·masks+240(SB)/8, $0x0000000000000000
DATA ·masks+248(SB)/8, $0x0000000000000000
GLOBL ·masks(SB), NOPTR|RODATA, $256
