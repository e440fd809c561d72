"""B: keys of config.json that change what is computed, or do not."""

import numpy as np

from . import formulas as f
from .configs import BERT, CLIP, DINOV2, DISTILBERT, MODERNBERT, MODERNBERT_4, MPNET, NOMIC, ROBERTA, T5, TIMM, VIT
from .folder import case


def bert_key(name, shows, right, change, make=None, drop=(), layers=1, rows=None, base=BERT, **fields):
    """A BERT of one layer (or what `make` gives) whose config.json has something more. rows: None for a case without numbers, else how they are computed."""
    @case(name, "B", shows, right, **fields)
    def _(out):
        w = f.bert(name, layers=layers) if make is None else make(name)
        out.model(w, {key: value for key, value in {**base, **({"num_hidden_layers": layers} if "num_hidden_layers" in base else {}), **change}.items() if key not in drop})
        if rows is not None:
            out.reference(f"layers.{layers - 1}.output", rows(w))


def of_bert(layers=1, **options):
    return lambda w: f.bert_rows(w, layers=layers, **options)


# Activations

for act, word in (("gelu_new", "GeluTanh"), ("gelu_python", "Gelu"), ("gelu_fast", "GeluTanh"), ("gelu_accurate", "GeluTanh"), ("quick_gelu", "QuickGelu"),
                  ("swish", "Silu"), ("silu", "Silu"), ("relu", "Relu")):
    bert_key("act_" + act, f"hidden_act is {act}", f"Activation.{word}", {"hidden_act": act}, rows=of_bert(act=f.ACTIVATIONS[act]), numbers=True)
for act in ("mish", "relu2", "leaky_relu", "relu6", "tanh", "linear"):
    bert_key("act_" + act, f"hidden_act is {act}, which no Activation is", "a refusal that names it", {"hidden_act": act}, rows=of_bert(act=f.ACTIVATIONS[act]), refuse=rf"\b{act}\b")
bert_key("act_gelu_10", "hidden_act is gelu_10, which cuts GELU off at 10", "a refusal that names it", {"hidden_act": "gelu_10"}, refuse=(r"\bgelu_10\b",))
bert_key("act_case", "hidden_act is GELU in capitals, which transformers does not know", "a refusal that names it", {"hidden_act": "GELU"}, refuse=("hidden_act",))
bert_key("act_null", "hidden_act is null", "a refusal, or a remark, that names it", {"hidden_act": None}, refuse=("hidden_act",), remark=("hidden_act",))

# Sizes

bert_key("heads_odd", "3 heads do not divide 8 features", "a refusal that names the key and both numbers", {"num_attention_heads": 3}, refuse=("num_attention_heads",))
bert_key("heads_null", "num_attention_heads is null", "a refusal, or a remark, that names it", {"num_attention_heads": None}, refuse=("num_attention_heads",), remark=("num_attention_heads",))
bert_key("hidden_size", "hidden_size is 16, the tensors have 8 columns", "a refusal that names it", {"hidden_size": 16}, refuse=("hidden_size",))
bert_key("layers_fewer", "num_hidden_layers is 1, the file has two layers: transformers makes one", "one layer, or a refusal that names it", {"num_hidden_layers": 1},
         lambda name: f.bert(name), rows=of_bert(), final=True, refuse=("num_hidden_layers",))
bert_key("layers_more", "num_hidden_layers is 2, the file has one layer: the second one is not there", "a refusal that names it", {"num_hidden_layers": 2}, refuse=("num_hidden_layers",))

# Epsilons. Small embeddings, so that they show.

SMALL = lambda name: f.bert(name, layers=1, scale=0.02)
bert_key("eps_large", "layer_norm_eps is 1e-3", "Epsilon = 1e-3", {"layer_norm_eps": 1e-3}, SMALL, rows=of_bert(eps=1e-3), numbers=True)
bert_key("eps_left_out", "a config.json without layer_norm_eps: the class's default, 1e-12", "Epsilon = 1e-12", {}, SMALL, drop=("layer_norm_eps",), rows=of_bert(), numbers=True)
bert_key("eps_left_out_roberta", "a RoBERTa without layer_norm_eps: the class's default is 1e-12, though roberta-base has 1e-5", "Epsilon = 1e-12, or a refusal that names it", {},
         lambda name: f.bert(name, layers=1, types=1, scale=0.02), drop=("layer_norm_eps",), rows=of_bert(offset=2), base=ROBERTA, refuse=("layer_norm_eps",))
bert_key("eps_text", "layer_norm_eps is the text \"1e-3\"", "1e-3, or a refusal that names it", {"layer_norm_eps": "1e-3"}, SMALL, rows=of_bert(eps=1e-3), refuse=("layer_norm_eps",))
bert_key("eps_zero", "layer_norm_eps is 0", "no epsilon, or a refusal that names it", {"layer_norm_eps": 0}, SMALL, rows=of_bert(eps=0), refuse=("layer_norm_eps",))
bert_key("eps_null", "layer_norm_eps is null", "a refusal, or a remark, that names it", {"layer_norm_eps": None}, refuse=("layer_norm_eps",), remark=("layer_norm_eps",))

# What attention sees

bert_key("bertdec", "is_decoder is true: attention is causal", "Mask = AttentionMask.Causal", {"is_decoder": True}, rows=of_bert(hidden=f.later(7)), numbers=True)


def with_cross_attention(name):
    w = f.bert(name, layers=1)
    for part in ("self.query", "self.key", "self.value", "output.dense"):
        w.linear("encoder.layer.0.crossattention." + part, f.E)
    w.norm("encoder.layer.0.crossattention.output.LayerNorm")
    return w


bert_key("cross_attention", "add_cross_attention: layers attend to another encoder's rows too", "a refusal that names it", {"is_decoder": True, "add_cross_attention": True}, with_cross_attention,
         refuse=("cross_?attention",))


def with_distances(name):
    w = f.bert(name, layers=1)
    w.table("encoder.layer.0.attention.self.distance_embedding", 2 * f.ROWS - 1, f.E // f.HEADS)
    return w


bert_key("relative_key", "position_embedding_type relative_key: the table of positions is not added, distances are", "a refusal that names it", {"position_embedding_type": "relative_key"},
         with_distances, refuse=("position_embedding_type", "relative_key", "distance_embedding"))
bert_key("position_unknown", "position_embedding_type rope on a plain BERT: transformers adds no table then", "a refusal that names it", {"position_embedding_type": "rope"},
         refuse=("position_embedding_type",))
bert_key("pruned_heads", "pruned_heads is not empty: the layer had more heads once", "a refusal that names it", {"pruned_heads": {"0": [0]}}, refuse=("pruned_heads",))
bert_key("per_layer_config", "per_layer_config of transformers 5: a layer has another epsilon", "a refusal that names it", {"per_layer_config": {"0": {"layer_norm_eps": 0.1}}}, refuse=("per_layer_config",))
bert_key("quantization", "quantization_config: the weights are another model's", "a refusal that names it", {"quantization_config": {"quant_method": "bitsandbytes", "load_in_8bit": True}},
         refuse=("quantization_config",))

# Positions

for name, base, pad, offset, prefix in (("robpad0", ROBERTA, 0, 1, "roberta."), ("camembert", {**ROBERTA, "model_type": "camembert", "architectures": ["CamembertModel"]}, 1, 2, "roberta."),
                                        ("xlmr_pad4", {**ROBERTA, "model_type": "xlm-roberta", "architectures": ["XLMRobertaModel"]}, 4, 5, "roberta.")):
    bert_key(name, f"pad_token_id is {pad}: positions begin in row pad_token_id + 1", f"Offset = {offset}", {"pad_token_id": pad}, lambda n, prefix=prefix: f.bert(n, prefix, layers=1, types=1), base=base,
             rows=of_bert(prefix=prefix, eps=1e-5, offset=offset), numbers=True)
bert_key("roberta_no_pad", "a RoBERTa without pad_token_id: the class's default is 1", "Offset = 2", {}, lambda n: f.bert(n, "roberta.", layers=1, types=1), drop=("pad_token_id",), base=ROBERTA,
         rows=of_bert(prefix="roberta.", eps=1e-5, offset=2), numbers=True)
bert_key("bert_pad", "pad_token_id 3 of a BERT changes no position", "the rows", {"pad_token_id": 3}, rows=of_bert(), numbers=True)
bert_key("mpnet_pad", "MPNet's positions begin in row 2, whatever pad_token_id says", "Offset = 2", {"pad_token_id": 0, "layer_norm_eps": 1e-5}, f.mpnet, base=MPNET,
         rows=lambda w: f.mpnet_rows(w, eps=1e-5), numbers=True)
bert_key("mpnet_buckets", "relative_attention_num_buckets is 16, but MPNet's code always makes 32", "a refusal that names it", {"relative_attention_num_buckets": 16}, f.mpnet, base=MPNET,
         refuse=("relative_attention_num_buckets",))

# Keys that do nothing, and keys that nobody knows

PUBLISHED = {"_name_or_path": "bert-base-multilingual-cased", "attention_probs_dropout_prob": 0.1, "classifier_dropout": None, "directionality": "bidi", "gradient_checkpointing": False,
             "hidden_dropout_prob": 0.1, "id2label": {"0": "LABEL_0"}, "label2id": {"LABEL_0": 0}, "initializer_range": 0.02, "output_past": True, "pooler_fc_size": 768,
             "pooler_num_attention_heads": 12, "pooler_num_fc_layers": 3, "pooler_size_per_head": 128, "pooler_type": "first_token_transform", "torch_dtype": "float32",
             "transformers_version": "4.35.2", "use_cache": True, "finetuning_task": None, "problem_type": None, "is_decoder": False, "add_cross_attention": False,
             "chunk_size_feed_forward": 0, "position_embedding_type": "absolute", "pruned_heads": {}, "model_max_length": 512, "tie_word_embeddings": True, "bos_token_id": None, "output_attentions": False, "output_hidden_states": False, "return_dict": True}
bert_key("inert_keys", "a whole published config.json: keys of training, of labels, of the pooler's history", "the rows, and no remark about those keys", PUBLISHED, rows=of_bert(), numbers=True,
         quiet=tuple(rf"\b{key}\b" for key in PUBLISHED))
bert_key("unknown_key", "a key that no BERT has", "the rows, and a remark that quotes it; or a refusal that does", {"attention_temperature": 0.5}, rows=of_bert(), refuse=("attention_temperature",),
         remark=("attention_temperature",))
bert_key("bert_foreign_keys", "keys that BERT's code does not read, and other families' does: activation, layer_norm_epsilon, local_attention", "the rows by hidden_act and layer_norm_eps, and a remark that quotes one of them",
         {"activation": "relu", "layer_norm_epsilon": 0.1, "local_attention": 2}, SMALL, rows=of_bert(), numbers=True, remark=(r"\bactivation\b", "layer_norm_epsilon", "local_attention"))
bert_key("key_dot", "a key that no BERT has, with a dot in it", "the rows, and a remark that quotes it", {"attention.scale": 0.5}, rows=of_bert(), numbers=True, remark=("attention.scale",))
bert_key("keys_600", "600 keys more than any config.json has, all null, before those that count", "Activation.Relu", {"hidden_act": "relu"}, base={**{f"k{i}": None for i in range(600)}, **BERT},
         rows=of_bert(act=f.relu), numbers=True)
bert_key("auto_map", "auto_map: the computation is the repository's own code", "a refusal that names it", {"auto_map": {"AutoModel": "someone/some-bert--modeling_bert.SomeBert"}}, refuse=("auto_map",))


@case("cross_encoder", "B", "a cross-encoder, whose sigmoid is a key of config.json's and no module", "the logit, and a remark that names the key", numbers=True, final=True, remark=("activation_fn",))
def _(out):
    w = f.bert("cross_encoder", "bert.", layers=1, pooler=True)
    w.linear("classifier", 1)
    out.model(w, {**BERT, "num_hidden_layers": 1, "architectures": ["BertForSequenceClassification"], "id2label": {"0": "LABEL_0"}, "label2id": {"LABEL_0": 0},
                  "sentence_transformers": {"activation_fn": "torch.nn.modules.activation.Sigmoid", "version": "4.0.1"}})
    row = f.bert_rows(w, prefix="bert.", layers=1)[0]
    out.reference("head.1", w.project("classifier", np.tanh(w.project("bert.pooler.dense", row))))


# DistilBERT

bert_key("distil_sinusoids", "sinusoidal_pos_embds only fills the table, which the file has", "the table of the file", {"sinusoidal_pos_embds": True}, f.distilbert, base=DISTILBERT,
         rows=f.distilbert_rows, numbers=True)
bert_key("distil_relu", "DistilBERT's activation is relu", "Activation.Relu", {"activation": "relu"}, f.distilbert, base=DISTILBERT, rows=lambda w: f.distilbert_rows(w, act=f.relu), numbers=True)

# T5


def t5_key(name, shows, right, change, act, gated=True, ids=f.IDS, **fields):
    options = {key: fields.pop(key) for key in ("count", "most") if key in fields}
    @case(name, "B", shows, right, **fields)
    def _(out):
        w = f.t5(name, gated)
        if "count" in options:
            w["encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"] = w["encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"][:options["count"]]
        out.model(w, {**T5, **change})
        out.reference("finalNorm", f.t5_rows(w, ids, act, **options), ids)


t5_key("t5_relu", "feed_forward_proj is relu", "Activation.Relu", {"feed_forward_proj": "relu"}, f.relu, gated=False, numbers=True)
t5_key("t5_gated_gelu", "feed_forward_proj is gated-gelu, which is gelu_new", "Activation.GeluTanh, Gated = true", {"feed_forward_proj": "gated-gelu"}, f.tanh_gelu, numbers=True)
t5_key("t5_derived_act", "dense_act_fn and is_gated_act say in their words what feed_forward_proj says, as published T5 v1.1 and mT5 have them", "Activation.GeluTanh, Gated = true",
       {"feed_forward_proj": "gated-gelu", "dense_act_fn": "gelu_new", "is_gated_act": True}, f.tanh_gelu, numbers=True)
t5_key("t5_gated_silu", "feed_forward_proj is gated-silu, as UL2 has it", "Activation.Silu, Gated = true", {"feed_forward_proj": "gated-silu"}, f.silu, numbers=True)
t5_key("t5_gelu", "feed_forward_proj is gelu: not gated, with erf", "Activation.Gelu", {"feed_forward_proj": "gelu"}, f.erf_gelu, gated=False, numbers=True)
t5_key("t5_mish", "feed_forward_proj is gated-mish", "a refusal that names it", {"feed_forward_proj": "gated-mish"}, f.ACTIVATIONS["mish"], refuse=("mish",))
t5_key("t5_dense_act", "dense_act_fn contradicts feed_forward_proj, and wins", "Activation.Silu, or a refusal that names one", {"feed_forward_proj": "gated-gelu", "dense_act_fn": "silu", "is_gated_act": True},
       f.silu, refuse=("dense_act_fn", "feed_forward_proj"))
t5_key("t5_distance", "relative_attention_max_distance is 20, with 8 buckets", "Buckets = 8, MaxDistance = 20",
       {"feed_forward_proj": "relu", "relative_attention_num_buckets": 8, "relative_attention_max_distance": 20}, f.relu, gated=False, ids=f.LONG, count=8, most=20, numbers=True)

# ModernBERT


def modern_key(name, shows, right, config, kinds, full=160000.0, local=10000.0, reach=4, prefix="", head=None, **fields):
    options = {key: fields.pop(key) for key in ("scale", "eps") if key in fields}
    @case(name, "B", shows, right, **fields)
    def _(out):
        w = f.modernbert(name, len(kinds), prefix)
        if head:
            head(w)
        out.model(w, {**config, "num_hidden_layers": len(kinds)})
        rows = f.modernbert_rows(w, kinds, full, local, reach, prefix=prefix, **options)
        out.reference("pooled" if head else "finalNorm", rows.mean(0) if head else rows, f.LONG)


def kinds(pattern, full=None, local=None):
    """layer_types, and rope_parameters where bases are given."""
    types = {"layer_types": ["full_attention" if kind == "f" else "sliding_attention" for kind in pattern]}
    if full is None:
        return types
    return {**types, "rope_parameters": {"full_attention": {"rope_type": "default", "rope_theta": full}, "sliding_attention": {"rope_type": "default", "rope_theta": local}}}


modern_key("mb_v4", "ModernBERT's config.json as transformers 4 writes it, with other numbers than the published one", "Window = 8, GlobalEvery = 2 and its two angles",
           {**MODERNBERT, "global_attn_every_n_layers": 2, "global_rope_theta": 500.0, "local_rope_theta": 30.0}, "fsfs", 500.0, 30.0, numbers=True)
modern_key("mb_v5", "ModernBERT's config.json as transformers 5 writes it: rope_parameters and layer_types", "the angles of rope_parameters", {**MODERNBERT, **kinds("fssf", 800.0, 40.0)}, "fssf", 800.0, 40.0,
           numbers=True)
modern_key("mb_all_full", "layer_types has no sliding layer", "no window, and the angles of full attention", {**MODERNBERT, **kinds("ffff", 700.0, 50.0)}, "ffff", 700.0, 50.0, numbers=True)
modern_key("mb_all_sliding", "layer_types has no full layer", "a window in all layers, or a refusal that names it", {**MODERNBERT, **kinds("ssss", 700.0, 50.0)}, "ssss", 700.0, 50.0, refuse=("layer_types",))
modern_key("mb_irregular", "layer_types that no GlobalEvery gives: the first layer slides", "that, or a refusal that names it", {**MODERNBERT, **kinds("sffs", 700.0, 50.0)}, "sffs", 700.0, 50.0,
           refuse=("layer_types",))
modern_key("mb_irregular_late", "layer_types that GlobalEvery gives at first, and then no longer", "that, or a refusal that names it", {**MODERNBERT, **kinds("fsfff", 700.0, 50.0)}, "fsfff", 700.0, 50.0,
           refuse=("layer_types",))
modern_key("mb_types_win", "layer_types contradicts global_attn_every_n_layers, and wins", "every second layer, or a refusal that names one of them", {**MODERNBERT_4, **kinds("fsfs", 700.0, 50.0)}, "fsfs", 700.0,
           50.0, refuse=("layer_types", "global_attn_every_n_layers"))
modern_key("mb_odd_window", "local_attention is 7: a token sees 7 // 2 = 3 to each side", "that, or a refusal that names it", {**MODERNBERT_4, "local_attention": 7}, "fssf", reach=3, refuse=("local_attention",))
modern_key("mb_sliding_window", "sliding_window is half of what local_attention is", "Window = 6, or a refusal that names it", {**{key: value for key, value in MODERNBERT_4.items() if key != "local_attention"}, "sliding_window": 3},
           "fssf", reach=3, refuse=("sliding_window",))
modern_key("mb_local_null", "local_rope_theta is null: that of the global layers", "one base, or a refusal that names it", {**MODERNBERT_4, "global_rope_theta": 900.0, "local_rope_theta": None}, "fssf", 900.0, 900.0,
           refuse=("local_rope_theta",))
modern_key("mb_yarn", "rope_scaling of type yarn changes all angles", "a refusal that names it", {**MODERNBERT_4, "rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 8}},
           "fssf", 1.0, 1.0, refuse=("yarn", "rope_scaling"))
modern_key("mb_linear", "rope_scaling of type linear divides all positions by the factor", "that, or a refusal that names it", {**MODERNBERT_4, "rope_scaling": {"type": "linear", "factor": 2.0}}, "fssf", scale=2.0,
           refuse=("linear", "rope_scaling"))
modern_key("mb_rope_null", "rope_scaling is null", "the angles as they are", {**MODERNBERT_4, "rope_scaling": None}, "fssf", numbers=True, quiet=("rope_scaling",))
modern_key("mb_rope_linear_v5", "rope_parameters with rope_type linear for full attention alone", "that, or a refusal that names it",
           {**MODERNBERT, **kinds("fssf"), "rope_parameters": {"full_attention": {"rope_type": "linear", "factor": 2.0, "rope_theta": 160000.0}, "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0}}},
           "fssf", 1.0, 1.0, refuse=("rope_parameters", "linear"))


modern_key("mb_eps_both", "norm_eps, which ModernBERT's code reads, beside layer_norm_eps, which it does not", "Epsilon = 1e-2", {**MODERNBERT_4, "norm_eps": 1e-2, "layer_norm_eps": 0.5}, "fssf", eps=1e-2,
           numbers=True)


@case("mb_types_short", "B", "layer_types has 3 entries for 4 layers", "a refusal that names it", refuse=("layer_types",))
def _(out):
    out.model(f.modernbert("mb_types_short", 4, ""), {**MODERNBERT_4, **kinds("fss")})


def classifier_head(w):
    w.linear("head.dense", f.E, bias=False)
    w.norm("head.norm", bias=False)
    w.linear("classifier", 3)


modern_key("mb_classifier_mean", "a ModernBERT classifier with classifier_pooling mean, and a norm in its head", "the mean, and a remark on the head; or a refusal that names one of them",
           {**MODERNBERT_4, "architectures": ["ModernBertForSequenceClassification"], "classifier_pooling": "mean"}, "fssf", prefix="model.", head=classifier_head,
           refuse=("classifier_pooling", r"head\.norm"), remark=(r"head\.norm", "classifier_pooling"))

# Nomic


def nomic_key(name, shows, right, change, numbers_known=True, drop=(), rows=None, **fields):
    @case(name, "B", shows, right, **fields)
    def _(out):
        w = f.nomic(name)
        out.model(w, {key: value for key, value in {**NOMIC, **change}.items() if key not in drop})
        if numbers_known:
            out.reference("layers.0.output", f.nomic_rows(w, **(rows or {})), f.LONG)


OLD_KEYS = tuple(key for key in NOMIC if key.startswith(("n_", "rotary_", "activation_", "layer_norm_epsilon")))
nomic_key("nomic_v15", "Nomic's config.json as nomic-embed-text-v1.5 has it", "RotaryTheta = 1000", {}, numbers=True)
nomic_key("nomic_v5", "Nomic's config.json as transformers 5 writes it", "RotaryTheta = 10000, of rope_parameters",
          {"hidden_size": f.E, "num_attention_heads": f.HEADS, "intermediate_size": f.FFN, "num_hidden_layers": 1, "hidden_act": "silu", "layer_norm_eps": 1e-12, "max_position_embeddings": 2048,
           "rope_parameters": {"rope_theta": 10000.0, "rope_type": "default"}}, drop=OLD_KEYS, rows={"theta": 10000.0}, numbers=True)
nomic_key("nomic_v5_default", "the same without rope_parameters: the class's default is 1000", "RotaryTheta = 1000",
          {"hidden_size": f.E, "num_attention_heads": f.HEADS, "intermediate_size": f.FFN, "num_hidden_layers": 1, "hidden_act": "silu", "layer_norm_eps": 1e-12, "max_position_embeddings": 2048},
          drop=OLD_KEYS, numbers=True)
nomic_key("nomic_dynamic", "rope_parameters with rope_type dynamic", "a refusal, or a remark, that names it",
          {"hidden_size": f.E, "num_attention_heads": f.HEADS, "intermediate_size": f.FFN, "num_hidden_layers": 1, "hidden_act": "silu", "layer_norm_eps": 1e-12, "max_position_embeddings": 2048,
           "rope_parameters": {"rope_theta": 1000.0, "rope_type": "dynamic", "factor": 2.0}}, drop=OLD_KEYS, refuse=("dynamic", "rope_parameters"), remark=("dynamic", "rope_parameters"))
nomic_key("nomic_partial", "rope_parameters with partial_rotary_factor: half of each head turns", "RotaryDim = 2, or a refusal that names it",
          {"hidden_size": f.E, "num_attention_heads": f.HEADS, "intermediate_size": f.FFN, "num_hidden_layers": 1, "hidden_act": "silu", "layer_norm_eps": 1e-12, "max_position_embeddings": 2048,
           "rope_parameters": {"rope_theta": 1000.0, "rope_type": "default", "partial_rotary_factor": 0.5}}, drop=OLD_KEYS, rows={"width": 2}, refuse=("partial_rotary_factor",))
nomic_key("nomic_base", "rotary_emb_base is 10000", "RotaryTheta = 10000", {"rotary_emb_base": 10000}, rows={"theta": 10000.0}, numbers=True)
nomic_key("nomic_pairs", "rotary_emb_interleaved: neighbours turn with each other", "RotaryInterleaved, or a refusal that names it", {"rotary_emb_interleaved": True}, rows={"pairs": True},
          refuse=("rotary_emb_interleaved",))
nomic_key("nomic_half", "rotary_emb_fraction is 0.5: half of each head turns", "RotaryDim = 2, or a refusal that names it", {"rotary_emb_fraction": 0.5}, rows={"width": 2}, refuse=("rotary_emb_fraction",))
nomic_key("nomic_scaling", "rotary_scaling_factor is 2: other angles beyond 2048 tokens", "a remark that names it, or a refusal that does", {"rotary_scaling_factor": 2, "max_trained_positions": 2048},
          refuse=("rotary_scaling_factor",), remark=("rotary_scaling_factor",))
for key, value in (("causal", True), ("prenorm", True), ("use_rms_norm", True), ("rotary_emb_scale_base", 512)):
    nomic_key("nomic_" + key, f"{key} is {str(value).lower()}: another computation", "a refusal that names it", {key: value}, numbers_known=False, refuse=(rf"\b{key}\b",))

# Jina

JINA = {**BERT, "architectures": ["JinaBertForMaskedLM"], "position_embedding_type": "alibi", "feed_forward_type": "geglu", "emb_pooler": "mean", "attn_implementation": None,
        "auto_map": {"AutoConfig": "jinaai/jina-bert-implementation--configuration_bert.JinaBertConfig", "AutoModel": "jinaai/jina-bert-implementation--modeling_bert.JinaBertModel"}}


def jina_key(name, shows, right, change, act, gated=True, **fields):
    bert_key(name, shows, right, change, lambda n: f.bert(n, layers=1, positions=0, gated=gated), base=JINA, rows=of_bert(act=act, gated=gated, bias=f.alibi(7)), **fields)


jina_key("jina_geglu", "Jina's feed_forward_type geglu, as it is published", "Activation.Gelu, Gated = true", {}, f.erf_gelu, numbers=True)
jina_key("jina_reglu", "Jina's feed_forward_type reglu, though hidden_act is gelu", "Activation.Relu, Gated = true", {"feed_forward_type": "reglu"}, f.relu, numbers=True)
jina_key("jina_original", "Jina's feed_forward_type original: BERT's block under BERT's names, with ALiBi", "Position = Alibi, or a refusal that names it", {"feed_forward_type": "original"}, f.erf_gelu,
         gated=False, refuse=("alibi", "feed_forward_type", "auto_map"))


@case("jina_pooler", "B", "Jina's classifier: the pooler's result of row 0, though emb_pooler is mean", "three logits", numbers=True, final=True)
def _(out):
    w = f.bert("jina_pooler", "bert.", layers=1, positions=0, gated=True, pooler=True)
    w.linear("classifier", 3)
    out.model(w, {**JINA, "num_hidden_layers": 1, "architectures": ["JinaBertForSequenceClassification"]})
    row = f.bert_rows(w, prefix="bert.", layers=1, gated=True, bias=f.alibi(7))[0]
    out.reference("head.1", w.project("classifier", np.tanh(w.project("bert.pooler.dense", row))))


@case("jina_strange", "B", "a feed_forward_type that Jina's code does not know", "a refusal that names it", refuse=("feed_forward_type",))
def _(out):
    out.model(f.bert("jina_strange", layers=1, positions=0, gated=True), {**JINA, "num_hidden_layers": 1, "feed_forward_type": "swiglu"})


# ViT, DINOv2


def vit_key(name, shows, right, change, stage="finalNorm", make=f.vit, rows=f.vit_rows, base=VIT, more=None, **fields):
    @case(name, "B", shows, right, **fields)
    def _(out):
        w, pixels = make(name), f.image()
        result = more(w, rows(w, pixels)) if more else rows(w, pixels)
        out.model(w, {**base, **change})
        if result is not None:
            out.reference(stage, result, pixels=pixels)


def vit_classifier(w, rows):
    w.linear("classifier", 3)
    return w.project("classifier", rows[0])


def vit_pooler(act):
    def more(w, rows):
        w.linear("vit.pooler.dense", f.E)
        return act(w.project("vit.pooler.dense", rows[0]))
    return more


def vit_unused_pooler(w, rows):
    vit_pooler(np.tanh)(w, rows)
    return vit_classifier(w, rows)


vit_key("vit_classifier", "ViT's classifier, as it is published", "three logits", {"architectures": ["ViTForImageClassification"]}, "head.0", more=vit_classifier, final=True, numbers=True)
vit_key("vit_qkv_bias", "qkv_bias is false, and the file has no such biases", "QkvBias = false", {"qkv_bias": False}, make=lambda n: f.vit(n, bias=False), numbers=True)
vit_key("vit_pooler", "ViT's pooler", "its result", {}, "head.0", more=vit_pooler(np.tanh), final=True, numbers=True)
vit_key("vit_pooler_act", "pooler_act is relu", "the pooler with ReLU, or a refusal that names it", {"pooler_act": "relu", "pooler_output_size": f.E}, "head.0", more=vit_pooler(f.relu), final=True,
        refuse=("pooler_act",))
vit_key("vit_pooler_classifier", "ViT's classifier beside a pooler, which it does not use", "three logits of the class token's row", {"architectures": ["ViTForImageClassification"]}, "head.0",
        more=vit_unused_pooler, final=True, numbers=True)
vit_key("vit_image_size", "image_size is 16, the file has positions for 8 × 8 pixels", "a refusal that names it", {"image_size": 16}, more=lambda w, rows: None, refuse=("image_size",))


@case("vit_tall", "B", "image_size is [16, 8]: height, then width", "the rows of an image of 16 × 8", numbers=True)
def _(out):
    w, pixels = f.vit("vit_tall", places=8), f.image(16, 8)
    out.model(w, {**VIT, "image_size": [16, 8]})
    out.reference("finalNorm", f.vit_rows(w, pixels), pixels=pixels)


def concat_classifier(w, rows):
    w.update(w.under("dinov2."))
    for name in [name for name in w if not name.startswith("dinov2.")]:
        del w[name]
    w.linear("classifier", 3, 2 * f.E)
    return rows


vit_key("dinov2_classifier", "DINOv2's classifier works on the class token's row beside the mean of the patches", "the rows, and a remark on the classifier; or a refusal that names it",
        {"architectures": ["Dinov2ForImageClassification"]}, make=f.dinov2, rows=f.dinov2_rows, base=DINOV2, more=concat_classifier, refuse=("classifier",), remark=("classifier",))
vit_key("dinov2_plain", "DINOv2, as it is published", "the rows", {}, make=f.dinov2, rows=f.dinov2_rows, base=DINOV2, numbers=True)

# CLIP


def clip_key(name, shows, right, tower, change=None, act=f.QUICK_GELU, make=f.clip, **fields):
    """change: of the nested configuration."""
    @case(name, "B", shows, right, args=("--prefix", tower + "_model."), final=True, **fields)
    def _(out):
        w = make(name)
        out.model(w, {**CLIP, **(change or {})})
        if tower == "text":
            # The last token has the largest id, as CLIP's end of text has.
            ids = [3, 7, 11, 2, 17, 5, 19]
            out.reference("head.0", w.project("text_projection", f.clip_text_rows(w, ids, act)[-1]), ids)
        else:
            row = w.layer_norm("vision_model.post_layernorm", f.clip_vision_rows(w, f.image(), act)[0], 1e-5)
            out.reference("head.0", w.project("visual_projection", row), pixels=f.image())


clip_key("clip_text", "CLIP's text encoder, the defaults left out of config.json: quick_gelu, 1e-5", "text_embeds", "text", numbers=True)
clip_key("clip_vision", "CLIP's vision encoder, the defaults left out of config.json", "image_embeds", "vision", numbers=True)
clip_key("clip_gelu", "hidden_act is gelu in text_config, as LAION's CLIP has it", "Activation.Gelu", "text", {"text_config": {**CLIP["text_config"], "hidden_act": "gelu"}}, f.erf_gelu, numbers=True)
clip_key("clip_gelu_vision", "hidden_act is gelu in vision_config, and quick_gelu in text_config", "Activation.Gelu", "vision",
         {"text_config": {**CLIP["text_config"], "hidden_act": "quick_gelu"}, "vision_config": {**CLIP["vision_config"], "hidden_act": "gelu"}}, f.erf_gelu, numbers=True)
clip_key("clip_dict", "text_config_dict of old files wins over text_config", "its gelu, or a refusal that names it", "text",
         {"text_config_dict": {**CLIP["text_config"], "hidden_act": "gelu"}}, f.erf_gelu, refuse=("text_config_dict",))

# timm


def timm_key(name, shows, right, change, stage="head.0", make=f.timm, rows=f.timm_rows, result=None, base=TIMM, **fields):
    @case(name, "B", shows, right, args=("--heads", "2"), **fields)
    def _(out):
        w, pixels = make(name), f.image()
        out.model(w, {**base, **change})
        if result is not None:
            out.reference(stage, result(w, rows(w, pixels)), pixels=pixels)


head = lambda row: lambda w, rows: w.project("head", row(rows))
timm_key("timm_token", "global_pool token: the class token's row", "the head of that row", {}, result=head(lambda rows: rows[0]), final=True, numbers=True)
timm_key("timm_avg", "global_pool avg: the mean of the patches without the class token", "the head of that mean", {"global_pool": "avg"}, result=head(lambda rows: rows[1:].mean(0)), final=True, numbers=True)
timm_key("timm_max", "global_pool max: the largest numbers of the patches", "their head, or a refusal that names it", {"global_pool": "max"}, result=head(lambda rows: rows[1:].max(0)), final=True,
         refuse=("global_pool",))
timm_key("timm_fc_norm", "global_pool avg with its norm after the mean (fc_norm)", "the mean, and a remark on fc_norm; or a refusal that names it", {"global_pool": "avg"}, "pooled",
         make=lambda n: with_fc_norm(n), rows=lambda w, p: f.timm_rows(w, p, last=None), result=lambda w, rows: rows[1:].mean(0), refuse=("fc_norm",), remark=("fc_norm",))
timm_key("timm_features", "num_classes is 0: no head", "the class token's row", {"num_classes": 0}, "pooled", make=lambda n: f.timm(n, head=0), result=lambda w, rows: rows[0], final=True, numbers=True)
timm_key("timm_no_pool", "global_pool is empty: a row for each token", "all rows", {"num_classes": 0, "global_pool": ""}, "finalNorm", make=lambda n: f.timm(n, head=0), result=lambda w, rows: rows, final=True,
         refuse=("global_pool",))
timm_key("timm_gap", "no class token, and the norm before the mean", "the head of the mean", {"architecture": "vit_medium_patch16_gap_240", "global_pool": "avg"}, make=lambda n: f.timm(n, cls=False),
         result=head(lambda rows: rows.mean(0)), final=True, numbers=True)
timm_key("timm_quickgelu", "an architecture of CLIP's with QuickGELU, a norm before the layers, and epsilon 1e-5", "all of it, or a refusal that names one",
         {"architecture": "vit_base_patch32_clip_quickgelu_224"}, make=lambda n: without_patch_bias(f.timm(n, first="norm_pre")),
         rows=lambda w, p: f.timm_rows(w, p, 1e-5, f.QUICK_GELU, first="norm_pre"), result=head(lambda rows: rows[0]), final=True, refuse=("quick_?gelu", "norm_pre", "architecture"))
timm_key("timm_model_args", "model_args has another activation", "that, or a refusal that names it", {"model_args": {"act_layer": "relu"}}, rows=lambda w, p: f.timm_rows(w, p, act=f.relu),
         result=head(lambda rows: rows[0]), final=True, refuse=("model_args", "act_layer"))
timm_key("timm_legacy", "an old, flat config.json without pretrained_cfg", "the head of the class token's row", {}, base={"architecture": "vit_tiny_patch16_224", "num_classes": 3, "num_features": f.E, "global_pool": "token",
         "input_size": [3, 8, 8], "first_conv": "patch_embed.proj", "classifier": "head", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}, result=head(lambda rows: rows[0]), final=True, numbers=True)
timm_key("timm_registers", "register tokens beside the class token", "a refusal that names them", {"architecture": "vit_small_patch14_reg4_dinov2"}, make=lambda n: f.timm(n, registers=4), refuse=("reg_token", "register"))
timm_key("timm_no_embed_class", "the table has rows for the patches alone: the class token gets no position", "a refusal that names pos_embed", {"architecture": "deit3_small_patch16_224"},
         make=lambda n: without_class_position(f.timm(n)), refuse=("pos_embed", "no_embed_class"))
timm_key("timm_qk_norm", "norms of queries and keys", "a refusal that names them", {}, make=lambda n: with_qk_norms(f.timm(n)), refuse=("q_norm",))


def with_fc_norm(name):
    w = f.timm(name, last=None)
    w.norm("fc_norm")
    return w


def without_patch_bias(w):
    del w["patch_embed.proj.bias"]
    return w


def without_class_position(w):
    w["pos_embed"] = w["pos_embed"][:, 1:]
    return w


def with_qk_norms(w):
    for part in "qk":
        w.norm(f"blocks.0.attn.{part}_norm", width=f.E // f.HEADS)
    return w
