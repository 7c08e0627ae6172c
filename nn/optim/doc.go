// Package optim trains the parameters of modules: [SGD], [Adam] and AdamW
// ([NewAdamW]) as in PyTorch, groups of parameters that learn at different
// rates or decay ([WeightDecayGroups], [LayerDecayGroups], [ScaleLR]), clipping
// of gradients ([ClipGradNorm]), the average of the weights ([EMA]), and the
// learning rate over time ([WarmupCosine]).
//
// Groups go by the roles of parameters (nn.Role), not by their names. All
// results have the same bits on any number of threads. Mistakes of the
// programmer, such as a parameter in two groups, panic; a state that does not
// fit is an error ([Optimizer].LoadState, [EMA].LoadState).
package optim
