// Package recipe describes how a model is trained: everything about a run except
// the model and the data. A recipe is a plain struct. It is read from a small YAML
// or JSON file, either one of those that come with the package ([Builtins]) or the
// user's own.
//
//	r, err := recipe.Load("image-mae") // or a path
//	err = r.Set("mae.mask_ratio", "0.6")
//	err = r.Validate()
//	full := r.Complete(60000, 10000) // training and test samples
//	fmt.Println(full.Epochs, err)
//
// # Names
//
// A field has one name everywhere. Its path in a file is what it is called in Go,
// in small letters with underscores: Image.RandAugment.N is image.rand_augment.n.
// Its flag has hyphens instead of dots and underscores: --image-rand-augment-n.
// [Fields] lists all of them, with what each means and which values it takes.
// Package recipe knows no flags: a program that wants some makes them from that
// list and passes their values to [Field.Set]. Fields that are Descriptive need none.
//
// # Modalities
//
// A recipe may serve several modalities and tasks. The sections image, audio, point and
// video concern models of that modality alone, mae concerns masked autoencoders, and
// lambda_lr models with pathways. For other models they are ignored. What concerns a
// model that cannot follow it, such as mixing for point clouds, is an error of
// [Recipe.ValidateFor] or of package train.
//
// # Sizes
//
// A recipe says which sizes of models and data it was made for (made_for), because one
// for a large model may do less for a small one than no recipe at all. Training does not
// depend on it, and it is no part of what makes two runs equal. [Recipe.Misfit] tells of
// a model or data that it does not fit, and which of [Builtins] does.
//
// # Units
//
// Lengths that depend on the data are shares from 0 to 1: an image.shift of 0.1 is a
// tenth of the image's shorter side, whatever that is. Angles are in degrees, times
// in epochs. A field that a file does not mention is as in [Default]: what can be
// switched off is off.
//
// # Errors
//
// [Load] and [Parse] list every mistake of a file, one to a line, with the file, the
// line and the field, what was found and what was expected. [Recipe.Validate] does so
// for a recipe that was made in Go.
package recipe
