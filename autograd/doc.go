// Package autograd is reverse-mode automatic differentiation over
// [tensor.Tensor].
//
// A [Tape] records what is computed. A [Var] is a tensor on a tape, or a
// parameter, which is on none. An op is a function from Vars to a Var, with its
// gradient right below it in the same file. The tape travels inside the Var, so
// that code between input and result does not mention it:
//
//	x, labels := tensor.FromSlice([]float32{0, 1, 2, 3}, 4, 1), []int{0, 0, 1, 1}
//	weight, bias := autograd.Param(tensor.New(2, 1)), autograd.Param(tensor.New(2))
//	model := func(x *autograd.Var) *autograd.Var { return autograd.Linear(x, weight, bias) }
//
//	tape := autograd.NewTape().Train(42) // 42 seeds Dropout and DropPath
//	for step := 0; step < 100; step++ {
//		tape.Reset() // the memory of the last step is used again
//		loss := autograd.CrossEntropy(model(tape.Input(x)), labels, autograd.LossOptions{})
//		autograd.Backward(loss) // gradients land in the parameters
//		for _, p := range []*autograd.Var{weight, bias} {
//			tensor.Sub(p.Value, p.Value, tensor.Scale(nil, p.Grad, 0.1))
//			p.ZeroGrad() // without it the next gradient is added to this one
//		}
//	}
//	y := model(autograd.Inference().Input(x)).Value // records nothing
//	fmt.Println(y)
//
// The layers and optimizers of package nn do the same for whole models.
//
// The tape owns the memory: all intermediate tensors and gradients come from
// its free lists, and Reset returns them, so that a training loop allocates next
// to nothing after its first step. Copy what you keep longer, with Clone. The
// tape frees memory that no step has used for a while.
//
// A module tells the tape what is internal to it: every Var made between m :=
// t.Mark() and t.Keep(m, y), except y. A tape that does not record uses their
// memory again at once. A tape that records does so as soon as no gradient needs
// it: every op declares which values its gradient reads (Op.Reads), and cheap
// results are computed again rather than kept (Op.Again). What is outside of
// such scopes, such as the logits and the loss, lives until Reset. [Checkpoint]
// goes further: a segment of a model keeps its input only and runs a second time
// during Backward. None of this changes a bit of any gradient. Build with the
// tag poison to fill released memory with NaN.
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
