package optim

// PowInt gives tests powInt.
var PowInt = powInt
