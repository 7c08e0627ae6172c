// Package autograd is reverse-mode automatic differentiation over
// [tensor.Tensor].
//
// A [Tape] records what is computed; a [Var] is a tensor on a tape (or a
// parameter, which is on none); an op is a function from Vars to a Var, with
// its gradient right below it in the same file. The tape travels inside the
// Var, so model code never mentions it:
//
//	tape := autograd.NewTape().Train(42)
//	for _, b := range batches {
//		tape.Reset() // every byte of the last step is used again
//		opt.ZeroGrad()
//		logits := model.Forward(tape.Input(b.X))
//		loss := autograd.CrossEntropy(logits, b.Labels, autograd.LossOptions{})
//		autograd.Backward(loss) // adds to the parameters' gradients
//		opt.Step()
//	}
//	y := model.Forward(autograd.Inference().Input(x)).Value // records nothing
//
// The tape is the arena: all intermediate tensors and gradients come from its
// free lists, and Reset returns them, so after its first step a training loop
// allocates next to nothing. Values to be kept longer are copied out with
// Clone. Free memory that no step has used for a while is let go.
//
// A module says what is internal to it: between m := t.Mark() and
// t.Keep(m, y) every Var but y. Without recording their memory is used again
// at once; with it as soon as no gradient needs it, for every op declares
// which values its gradient reads (Op.Reads), and cheap results are computed
// again rather than kept (Op.Again). What is outside of scopes, such as the
// logits and the loss, lives until Reset. [Checkpoint] goes further: a segment
// of a model keeps its input only and runs a second time during Backward. None
// of this changes a bit of any gradient. Build with the tag poison to fill
// released memory with NaN.
//
// Training and inference run the same ops; recording changes only what is
// saved for the way back. Misuse of shapes panics with *tensor.ShapeError
// (see [tensor.Catch]); use of a Var after its tape was reset, or after the
// end of the scope it is internal to, panics as well.
//
// A [Profile] attached to a tape tells where the time of its steps goes, op by
// op, with floating-point operations and bytes.
//
// A tape belongs to one goroutine. Parameters may be shared by many inference
// tapes at once; training writes their gradients and is for one tape at a
// time. Second derivatives are not supported.
package autograd
