"""D: tensors that no role takes. On the way from input to output they change the numbers; elsewhere they do not."""

import numpy as np

from . import formulas as f
from .configs import BERT, BERT_1, MODERNBERT_4, ROBERTA, T5, TIMM, VIT
from .folder import case


def left(name, shows, right, more=None, make=None, reference=None, config=BERT_1, **fields):
    """A BERT of one layer (or what make gives) with what `more` adds."""
    @case(name, "D", shows, right, **fields)
    def _(out):
        w = (make or (lambda n: f.bert(n, layers=1)))(name)
        if more:
            more(w)
        out.model(w, config)
        if reference:
            stage, rows, *given = reference(w)
            out.reference(stage, rows, **(given[0] if given else {}))


ROWS = lambda w: ("layers.0.output", f.bert_rows(w, layers=1))
REFUSE = "a refusal that names it"

left("bert_othernorm", "the norm of the embeddings is called layer_norm", "that norm, or a refusal that names it",
     make=lambda n: f.bert(n, layers=1).renamed("embeddings.LayerNorm", "embeddings.layer_norm"), reference=lambda w: ("layers.0.output", f.bert_rows(w, layers=1, layer_norm="layer_norm")),
     refuse=(r"embeddings\.layer_norm",))
left("bert_norm", "norm.* is beside BERT's tensors, and nothing says what it is for", "a refusal, or a remark on it alone", lambda w: w.norm("norm"), refuse=(r"\bnorm\.\S",), remark=(r"\bnorm\.\S",))
left("extra_table", "a further table among the embeddings", REFUSE, lambda w: w.table("embeddings.task_embeddings", 4), refuse=(r"embeddings\.task_embeddings",))
left("extra_projection", "a projection among the embeddings, without a model_type that has one", REFUSE, lambda w: w.linear("embeddings.projection", f.E), refuse=(r"embeddings\.projection",))
left("extra_in_layer", "a norm more in every layer", REFUSE, lambda w: w.norm("encoder.layer.0.attention.extra_norm"), refuse=("extra_norm",))
left("norm_before", "a norm between embeddings and layers (encoder.norm_in)", REFUSE, lambda w: w.norm("encoder.norm_in"), refuse=(r"encoder\.norm_in",))
left("norm_behind", "a norm behind the layers (encoder.LayerNorm)", REFUSE, lambda w: w.norm("encoder.LayerNorm"), refuse=(r"encoder\.LayerNorm",))
left("projection_behind", "a projection behind the layers, under a name that nothing explains", "a refusal, or a remark on it alone", lambda w: w.linear("output_projection", 4),
     refuse=("output_projection",), remark=("output_projection",))
left("colbert_linear", "ColBERT's projection of every token (linear.weight)", "a refusal, or a remark on it alone", lambda w: w.linear("linear", 4, bias=False), make=lambda n: f.bert(n, "bert.", layers=1),
     refuse=(r"linear\.weight",), remark=(r"linear\.weight",))
left("qa_outputs", "a question answerer: two numbers for every token (qa_outputs)", "the rows, and a remark on the head; or a refusal that names it", lambda w: w.linear("qa_outputs", 2),
     make=lambda n: f.bert(n, "bert.", layers=1), reference=lambda w: ("layers.0.output", f.bert_rows(w, prefix="bert.", layers=1)), config={**BERT_1, "architectures": ["BertForQuestionAnswering"]},
     refuse=("qa_outputs",), remark=("qa_outputs",))
left("qa_pooler", "a question answerer with the pooler of its training, which it does not use", "a row for each token, and a remark on the head", lambda w: w.linear("qa_outputs", 2),
     make=lambda n: f.bert(n, "bert.", layers=1, pooler=True), reference=lambda w: ("layers.0.output", f.bert_rows(w, prefix="bert.", layers=1)), config={**BERT_1, "architectures": ["BertForQuestionAnswering"]},
     numbers=True, final=True, remark=("qa_outputs",))
left("bert_token_pooler", "a classifier of tokens with the pooler of its training, which it does not use", "three logits for each token", lambda w: w.linear("classifier", 3),
     make=lambda n: f.bert(n, "bert.", layers=1, pooler=True), reference=lambda w: ("head.0", w.project("classifier", f.bert_rows(w, prefix="bert.", layers=1))),
     config={**BERT_1, "architectures": ["BertForTokenClassification"]}, numbers=True, final=True)


def roberta_classifier(w):
    w.linear("classifier.dense", f.E)
    w.linear("classifier.out_proj", 2)


def roberta_logits(w):
    row = f.bert_rows(w, prefix="roberta.", layers=1, eps=1e-5, offset=2)[0]
    return "head.1", w.project("classifier.out_proj", np.tanh(w.project("classifier.dense", row)))


left("roberta_pooler_classifier", "RoBERTa's classifier beside a pooler, which it does not use", "two logits of row 0", roberta_classifier,
     make=lambda n: f.bert(n, "roberta.", layers=1, types=1, pooler=True), reference=roberta_logits, config={**ROBERTA, "num_hidden_layers": 1, "architectures": ["RobertaForSequenceClassification"]},
     numbers=True, final=True)
left("custom_classifier", "a classifier of a program's own, of two layers with something between them", "a refusal that names it", lambda w: (w.linear("classifier.0", f.E), w.linear("classifier.3", 2)),
     make=lambda n: f.bert(n, "bert.", layers=1), refuse=(r"classifier\.0",))


def words(w):
    w["embeddings.tokens.weight"] = w.pop("embeddings.word_embeddings.weight")


left("unknown_words", "the table of tokens has a name that BERT's do not have: the model takes ids, and never rows of features", "those embeddings, or a refusal that names the table", words,
     reference=lambda w: ("layers.0.output", f.bert_rows(w, layers=1, words=w["embeddings.tokens.weight"])), refuse=(r"embeddings\.tokens", "word_embeddings", "TokenEmbedding"))
left("no_norm", "the norm of the embeddings is not there, though BERT has one", REFUSE, lambda w: [w.pop("embeddings.LayerNorm." + part) for part in ("weight", "bias")],
     refuse=(r"embeddings\.LayerNorm", "InputNorm"))
left("no_positions", "the table of positions is not there, though BERT has one", REFUSE, lambda w: w.pop("embeddings.position_embeddings.weight"), refuse=("position_embeddings",))


def training_heads(w):
    w.linear("cls.predictions.transform.dense", f.E)
    w.norm("cls.predictions.transform.LayerNorm")
    w.normal("cls.predictions.bias", f.VOCAB)
    w["cls.predictions.decoder.weight"] = w["bert.embeddings.word_embeddings.weight"].copy()
    w.linear("cls.seq_relationship", 2)


left("training_heads", "the heads of BERT's training, which nothing but training uses", "the rows", training_heads, make=lambda n: f.bert(n, "bert.", layers=1),
     reference=lambda w: ("layers.0.output", f.bert_rows(w, prefix="bert.", layers=1)), config={**BERT_1, "architectures": ["BertForPreTraining"]}, numbers=True)


def position_ids(w):
    w["embeddings.position_ids"] = np.arange(f.ROWS, dtype=np.int64)[None]


left("buffers", "position_ids, a buffer of old files", "the rows", position_ids, reference=ROWS, numbers=True)
left("modern_positions", "a ModernBERT with a table of positions", REFUSE, lambda w: w.table("embeddings.position_embeddings", f.ROWS), make=lambda n: f.modernbert(n, 2, ""),
     config={**MODERNBERT_4, "num_hidden_layers": 2}, refuse=("position_embeddings",))
left("t5_projection", "a projection behind T5's last norm", REFUSE, lambda w: w.linear("encoder.projection", 4), make=f.t5, config={**T5, "feed_forward_proj": "gated-gelu"}, refuse=(r"encoder\.projection",))
left("vit_norm", "a norm of the patches of a ViT", REFUSE, lambda w: w.norm("vit.embeddings.norm"), make=f.vit, config=VIT, refuse=(r"embeddings\.norm",))


def attention_pool(w):
    w.normal("attn_pool.latent", 1, 1, f.E)
    w.linear("attn_pool.q", f.E)
    w.linear("attn_pool.kv", 2 * f.E)
    w.linear("attn_pool.proj", f.E)


left("timm_attnpool", "a ViT that pools by an attention of its own (attn_pool, global_pool map) is no [Pool(Pooling.Class)]", "a refusal, or a remark on it alone", attention_pool,
     make=lambda n: f.timm(n, head=0), config={**TIMM, "architecture": "vit_base_patch16_224", "num_classes": 0, "global_pool": "map"}, args=("--heads", "2"),
     refuse=("attn_pool", "global_pool"), remark=("attn_pool", "global_pool"))
