package m2pt

import (
	"strings"
	"testing"

	"github.com/gopathway/pathway/internal/modeltest"
	"github.com/gopathway/pathway/nn"
	"github.com/gopathway/pathway/tensor"
)

// Every net of a modality starts from every other: what is before the head is
// copied, as far as both have it; the head and the decoder are if the options say
// so, else they stay; class tokens and the last norm stay where the other net has
// none.
func TestTransferEveryPair(t *testing.T) {
	kinds := map[Modality]map[string]Config{}
	for m, c := range modalityConfigs() {
		kinds[m] = map[string]Config{"classifier": c, "autoencoder": maskedConfigs()[string(m)]}
		if s, ok := segmentConfigs()[m]; ok {
			kinds[m]["segmenter"] = s
		}
	}
	pooled := modalityConfigs()[Image]
	pooled.ViT().MeanPool = true
	kinds[Image]["classifier by the mean"] = pooled
	for m, nets := range kinds {
		for from, fc := range nets {
			for to, tc := range nets {
				for _, all := range []bool{false, true} {
					if all && from != to {
						continue // their heads differ
					}
					source, target := newModel(t, fc, 1), newModel(t, tc, 2)
					own, old := modeltest.Values(target.Net), map[string][]float32{}
					for n, v := range modeltest.Values(source.Net) {
						old[plainName(m, n)] = v
					}
					if err := nn.Transfer(target.Net, source.Net, nn.TransferOptions{Head: all, Decoder: all}); err != nil {
						t.Errorf("%s, %s from %s: %v", m, to, from, err)
						continue
					}
					copied := 0
					for n, v := range modeltest.Values(target.Net) {
						plain := plainName(m, n)
						decoder := tc.Masked != nil && (strings.HasPrefix(plain, "decoder") || strings.HasPrefix(plain, "MAE_decoder") || strings.HasPrefix(plain, "increase_dim") ||
							strings.HasPrefix(plain, "mask_token") || strings.HasPrefix(plain, "encoder_to_decoder"))
						want := own[n]
						if have, ok := old[plain]; ok && (all || !isHead(plain) && !decoder) {
							want = have
							copied++
						} else if !isHead(plain) && !decoder && !strings.Contains(plain, "norm.") && !strings.HasPrefix(plain, "cls_") {
							t.Errorf("%s, %s from %s: there is no %s", m, to, from, plain)
						}
						modeltest.SameBits(t, string(m)+", "+to+" from "+from+": "+n, v, want)
					}
					if copied < 38 {
						t.Errorf("%s, %s from %s: %d tensors copied", m, to, from, copied)
					}
				}
			}
		}
	}
}

// A model of the same type with other classes keeps its head, one with the same
// classes takes it over; Model.Init decides that by the names of classes.
func TestInitHead(t *testing.T) {
	for name, c := range everyConfig() {
		if c.Masked != nil {
			continue
		}
		from, same, other := newModel(t, c, 1), newModel(t, c, 2), newModel(t, c, 2)
		other.Config.Classes = append([]string{"another"}, c.Classes[1:]...)
		own := modeltest.Values(other.Net)
		for _, to := range []*Model{same, other} {
			if err := to.Init(from); err != nil {
				t.Fatal(err)
			}
		}
		source, other2 := modeltest.Values(from.Net), modeltest.Values(other.Net)
		heads := 0
		for n, v := range modeltest.Values(same.Net) {
			modeltest.SameBits(t, name+": the same classes: "+n, v, source[n])
			if isHead(n) {
				heads++
				modeltest.SameBits(t, name+": other classes: "+n, other2[n], own[n])
			} else {
				modeltest.SameBits(t, name+": other classes: "+n, other2[n], source[n])
			}
		}
		if heads < 2 {
			t.Errorf("%s: %d parameters of a head", name, heads)
		}
	}
}

// A model with pathways is no start before it is merged, and neither is one that a
// Predictor has taken over.
func TestInitWithPathways(t *testing.T) {
	path, plain := newModel(t, testConfig(), 1), newModel(t, testConfig(), 2)
	if err := path.Connect(newModel(t, testConfig(), 3), Options{}); err != nil {
		t.Fatal(err)
	}
	if err := plain.Init(path); err == nil || !strings.Contains(err.Error(), "merge") {
		t.Errorf("error is %v", err)
	}
	if err := plain.Init(path.Merge()); err != nil {
		t.Error(err)
	}
	if err := nn.Transfer(plain.Net, path.Net, nn.TransferOptions{}); err == nil || !strings.Contains(err.Error(), "aux_weight") {
		t.Errorf("transfer: error is %v", err)
	}
	x := tensor.New(1, 1, 12, 12)
	if _, err := nn.NewPredictor(plain.Net, nn.PredictorOptions{WarmUp: x}); err != nil {
		t.Fatal(err)
	}
	if err := newModel(t, testConfig(), 4).Init(plain); err == nil || !strings.Contains(err.Error(), "took the model over") {
		t.Errorf("from a model that a Predictor has taken over: error is %v", err)
	}
}
