// Package experiment joins studies to training: its [Runner] trains the cells of a
// study (package study, which knows no model) with packages pipeline, m2pt and train.
//
// An arm of a study has one of these kinds:
//
//	plain        no auxiliary
//	pathway      a pathway through one or several auxiliaries
//	init         the blocks begin with those of an auxiliary, and there is no pathway
//	deeper       twice the blocks, and so about as many additional parameters as a trained auxiliary has
//	autoencoder  no target is trained: what its own masked pretraining rebuilds is measured
//
// Type settings lists the settings that a study's file may have.
package experiment
