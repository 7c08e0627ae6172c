package train

import (
	"github.com/gopathway/pathway/autograd"
	"github.com/gopathway/pathway/datasets"
	"github.com/gopathway/pathway/train/recipe"
)

// Options say how a model is trained. The zero value trains by a recipe of zeros,
// which is an error: begin with recipe.Default or recipe.Load.
type Options struct {
	// Recipe says how to train. New completes it (recipe.Recipe.Complete).
	Recipe recipe.Recipe

	// Test is evaluated after some of the epochs, as the recipe says, and after
	// the last. Nil: nothing is evaluated.
	Test datasets.Set

	// Out is the folder of the run. It holds the checkpoint, the figures of the
	// epochs and, when the run has ended, the model. "": the run keeps nothing on
	// disk and cannot be resumed by another process.
	Out string

	// CheckpointEvery is the number of steps between checkpoints within an epoch.
	// 0: a checkpoint is written after every epoch only.
	CheckpointEvery int

	// Overwrite removes the files that an earlier run left in Out. Files of other
	// names stay.
	Overwrite bool

	// Identity tells what the model and the data come from, so that a run is
	// resumed by an equal one only, and an error names what differs. The zero
	// value is fine: a run recognises the weights it begins with, what is frozen
	// and its samples by itself.
	Identity Identity

	// DataName and HeldOut go to the model's configuration (m2pt.Training): what
	// the data is called, and that Test is training samples that were held out.
	DataName string
	HeldOut  bool

	// Hooks are called as the run goes on.
	Hooks Hooks

	// Profile collects where the time goes. Nil: nothing is collected.
	Profile *autograd.Profile
}

// Hooks are functions that a run calls, one at a time, on the goroutine of Run.
// Each may be nil. A hook that ends the run's context stops the run.
type Hooks struct {
	Resume func(Progress)         // a checkpoint is restored
	Start  func(Progress)         // training begins, or goes on
	Step   func(Progress)         // a batch is done
	Epoch  func(Progress, Record) // an epoch is done and evaluated; its checkpoint comes next
}

// AtBeginning returns h with f called once, before Start, as the run begins; it is not
// called if the run goes on from a checkpoint.
func (h Hooks) AtBeginning(f func()) Hooks {
	start, resume, began := h.Start, h.Resume, false
	h.Resume = func(p Progress) {
		began = true
		if resume != nil {
			resume(p)
		}
	}
	h.Start = func(p Progress) {
		if !began {
			began = true
			f()
		}
		if start != nil {
			start(p)
		}
	}
	return h
}

// Progress is how far a run is.
type Progress struct {
	Epoch, Epochs  int     // epochs done, and in all
	Batch, Batches int     // batches of the present epoch done, and in all
	Samples, Total int     // training samples done over all epochs, and in all
	Loss, Accuracy float64 // means over the present epoch so far; 0 before its first batch
}
