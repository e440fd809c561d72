"""A: the pipeline of modules.json, as sentence-transformers loads it."""

import numpy as np

from . import formulas as f
from .configs import BERT_1, DISTILBERT, T5
from .folder import case, safetensors

OLD = "sentence_transformers.models."
NEW = {"Transformer": "sentence_transformers.base.modules.transformer.Transformer", "Dense": "sentence_transformers.base.modules.dense.Dense",
       "Pooling": "sentence_transformers.sentence_transformer.modules.pooling.Pooling", "Normalize": "sentence_transformers.sentence_transformer.modules.normalize.Normalize"}
FLAGS = ("cls_token", "mean_tokens", "max_tokens", "mean_sqrt_len_tokens", "weightedmean_tokens", "lasttoken")
ACT = "torch.nn.modules.activation."


def chain(*modules, new=False, first=""):
    """modules.json: each is a class of sentence-transformers, or a whole type and its path."""
    entries = []
    for i, module in enumerate(modules):
        kind, path = module if isinstance(module, tuple) else (NEW[module] if new else OLD + module, first if i == 0 else f"{i}_{module}")
        entries.append({"idx": i, "name": str(i), "path": path, "type": kind})
    return entries


def flags(*modes, **more):
    """1_Pooling/config.json as it was until 5.3."""
    return {"word_embedding_dimension": f.E, **{"pooling_mode_" + mode: mode in modes for mode in FLAGS}, "include_prompt": True, **more}


def pooled(kind, rows):
    """What a mode of sentence-transformers makes of the rows."""
    return {"cls_token": lambda: rows[0], "mean_tokens": lambda: rows.mean(0), "max_tokens": lambda: rows.max(0), "mean_sqrt_len_tokens": lambda: rows.sum(0) / np.sqrt(len(rows)),
            "weightedmean_tokens": lambda: f.weighted_mean(rows), "lasttoken": lambda: rows[-1]}[kind]()


def dense(out, path, outputs, inputs=f.E, activation=ACT + "Tanh", bias=True, file="model.safetensors"):
    """The folder of a Dense module. Gives its tensors."""
    part = f.Weights(out.name + path)
    part.linear("linear", outputs, inputs, bias)
    out.write(path + "/config.json", {"in_features": inputs, "out_features": outputs, "bias": bias, "activation_function": activation})
    if file == "model.safetensors":
        out.tensors(part, f"{path}/{file}")
    elif file:
        import torch
        torch.save({name: torch.from_numpy(value) for name, value in part.items()}, out.path / path / file)
    return part


def embedder(name, shows, right, modules, pooling, result, files=None, stage="normalized", final=True, **fields):
    """A sentence embedder on a BERT of one layer. result: of the rows, and of what `files` gives, which writes what else the folder has."""
    @case(name, "A", shows, right, final=final, **fields)
    def _(out):
        w = f.bert(name, layers=1, pooler=True)
        out.model(w, BERT_1)
        if modules is not None:
            out.write("modules.json", modules)
        if pooling is not None:
            out.write("1_Pooling/config.json", pooling)
        parts = files(out) if files else None
        if result is not None:
            rows = f.bert_rows(w, layers=1)
            out.reference(stage, result(rows) if files is None else result(rows, parts))


STANDARD = chain("Transformer", "Pooling", "Normalize")
MEAN = lambda rows, *_: f.unit(rows.mean(0))

# What ../shared/cases has, in small

embedder("hub", "modules.json names 2_Normalize, and the folder is not there: git keeps no empty folders", "Normalize = true", STANDARD, flags("mean_tokens"), MEAN, numbers=True)
embedder("st54", "1_Pooling/config.json as Sentence Transformers writes it since 5.4: one key, pooling_mode", "the mean, of length 1",
         chain("Transformer", "Pooling", "Normalize", new=True), {"embedding_dimension": f.E, "pooling_mode": "mean", "include_prompt": True}, MEAN, numbers=True)
embedder("labse", "a Dense layer between Pooling and Normalize, as LaBSE has it", "6 numbers of length 1", chain("Transformer", "Pooling", "Dense", "Normalize"), flags("cls_token"),
         lambda rows, part: f.unit(np.tanh(part.project("linear", rows[0]))), lambda out: dense(out, "2_Dense", 6), numbers=True)
embedder("multi", "two pooling modes are on: their results come one after the other", "16 numbers, or a refusal that names the modes", chain("Transformer", "Pooling"),
         flags("cls_token", "mean_tokens"), lambda rows: np.concatenate([rows[0], rows.mean(0)]), stage="pooled", refuse=("pooling_mode", "concat"))


def without_prompt(out):
    out.write("config_sentence_transformers.json", {"prompts": {"query": "query: ", "document": "passage: "}, "default_prompt_name": "query"})


embedder("noprompt", "include_prompt is false: rows of the prompt do not count", "the mean, of length 1, and a remark that names it; or a refusal that does", STANDARD,
         flags("mean_tokens", include_prompt=False), MEAN, without_prompt, refuse=("include_prompt",), remark=("include_prompt",))

# Pooling

for mode, shows in (("max_tokens", "the largest number of each column"), ("lasttoken", "the last row"), ("cls_token", "the first row")):
    embedder("pool_" + mode, f"pooling_mode_{mode}: {shows}", shows, chain("Transformer", "Pooling"), flags(mode), lambda rows, mode=mode: pooled(mode, rows), stage="pooled", numbers=True)
embedder("pool_weightedmean", "pooling_mode_weightedmean_tokens: row t counts t + 1 times", "that mean, or a refusal that names it", chain("Transformer", "Pooling"),
         flags("weightedmean_tokens"), f.weighted_mean, stage="pooled", refuse=("weighted_?mean", "weighted mean"))
embedder("pool_sqrt", "pooling_mode_mean_sqrt_len_tokens: the sum by √length", "that, or a refusal that names it", chain("Transformer", "Pooling"), flags("mean_sqrt_len_tokens"),
         lambda rows: pooled("mean_sqrt_len_tokens", rows), stage="pooled", refuse=("sqrt", "√"))
embedder("st54_cls", "pooling_mode \"cls\"", "the first row, of length 1", chain("Transformer", "Pooling", "Normalize", new=True),
         {"embedding_dimension": f.E, "pooling_mode": "cls", "include_prompt": True}, lambda rows: f.unit(rows[0]), numbers=True)
embedder("st54_list", "pooling_mode is a list of two: one after the other, in its order", "16 numbers, or a refusal that names them", chain("Transformer", "Pooling", new=True),
         {"embedding_dimension": f.E, "pooling_mode": ["mean", "cls"], "include_prompt": True}, lambda rows: np.concatenate([rows.mean(0), rows[0]]), stage="pooled",
         refuse=("pooling_mode", "concat"))
embedder("st54_list_of_one", "pooling_mode is a list of one, which is that one", "the largest numbers", chain("Transformer", "Pooling", new=True),
         {"embedding_dimension": f.E, "pooling_mode": ["max"], "include_prompt": True}, lambda rows: rows.max(0), stage="pooled", refuse=("pooling_mode",))
embedder("st54_unknown", "pooling_mode \"attention\", which is no mode", "a refusal that names it", chain("Transformer", "Pooling", new=True),
         {"embedding_dimension": f.E, "pooling_mode": "attention", "include_prompt": True}, None, refuse=("pooling_mode.*attention", "attention.*pooling_mode"))
embedder("pool_mode_wins", "pooling_mode beside flags that say another mode: pooling_mode wins", "the first row, or a refusal that names pooling_mode", chain("Transformer", "Pooling"),
         flags("mean_tokens", pooling_mode="cls"), lambda rows: rows[0], stage="pooled", refuse=("pooling_mode",))
embedder("pool_none", "all pooling modes are off: an error until 5.3, the mean since 5.4", "a refusal that says so; or the mean, and a remark that does", STANDARD, flags(), MEAN,
         refuse=("pooling[_ ]mode",), remark=("pooling[_ ]mode",))
embedder("pool_option", "two pooling modes are on, and --pool says which: Normalize is still behind it", "the mean, of length 1", STANDARD, flags("cls_token", "mean_tokens"), MEAN, args=("--pool", "mean"),
         numbers=True)
embedder("flags_not_bool", "pooling_mode_cls_token is 1, which Python takes for true, beside pooling_mode_mean_tokens", "a refusal that names it", chain("Transformer", "Pooling"),
         {**flags("mean_tokens"), "pooling_mode_cls_token": 1}, None, refuse=("pooling_mode_cls_token",))
embedder("pool_width", "word_embedding_dimension is 32, the rows are 8 wide: Sentence Transformers does not compare them", "the mean, or a refusal that names it", chain("Transformer", "Pooling"),
         {**flags("mean_tokens"), "word_embedding_dimension": 32}, lambda rows: rows.mean(0), stage="pooled", refuse=("word_embedding_dimension",))
embedder("pool_missing", "modules.json names 1_Pooling, and 1_Pooling/config.json is not there", "a refusal that names it", STANDARD, None, None, refuse=("1_Pooling",))
embedder("pool_elsewhere", "the pooling of modules.json is in another folder than 1_Pooling, where an old one lies", "that of modules.json: the first row",
         chain("Transformer", ("sentence_transformers.models.Pooling", "2_Pooling")), flags("mean_tokens"), lambda rows, _: rows[0],
         lambda out: out.write("2_Pooling/config.json", flags("cls_token")), stage="pooled", numbers=True)
embedder("no_modules", "no modules.json, but a 1_Pooling, as in a folder that was copied by hand", "the mean", None, flags("mean_tokens"), lambda rows: rows.mean(0), stage="pooled", numbers=True)
embedder("transformer_alone", "modules.json has the Transformer alone, and an old 1_Pooling lies beside it", "a row for each token", chain("Transformer"), flags("mean_tokens"), lambda rows: rows,
         stage="layers.0.output", numbers=True)

# Dense

IDENTITY = "torch.nn.modules.linear.Identity"
DENSE = chain("Transformer", "Pooling", "Dense")


def one_dense(name, shows, act, right="6 numbers", activation=None, bias=True, **fields):
    embedder(name, shows, right, DENSE, flags("mean_tokens"), lambda rows, part: act(part.project("linear", rows.mean(0))),
             lambda out: dense(out, "2_Dense", 6, activation=activation or ACT + "Tanh", bias=bias), stage="head.0", **fields)


one_dense("dense_identity", "a Dense without an activation, as clip-ViT-B-32-multilingual has it", lambda x: x, activation=IDENTITY, numbers=True)
one_dense("dense_nobias", "a Dense without a bias, whose config.json says so", lambda x: x, activation=IDENTITY, bias=False, numbers=True)
one_dense("dense_relu", "a Dense with ReLU", f.relu, activation=ACT + "ReLU", numbers=True)
one_dense("dense_gelu", "a Dense with GELU (erf)", f.erf_gelu, activation=ACT + "GELU", numbers=True)
one_dense("dense_leaky", "a Dense with LeakyReLU, which no head has", f.ACTIVATIONS["leaky_relu"], "that, or a refusal that names it", ACT + "LeakyReLU", refuse=("LeakyReLU",))
one_dense("dense_strange", "a Dense whose activation is none of torch's", np.tanh, "a refusal that names it", "my_package.Swoosh", refuse=("Swoosh",))


def two(out):
    return dense(out, "2_Dense", 10, activation=IDENTITY, bias=False), dense(out, "3_Dense", 6, 10, activation=IDENTITY, bias=False)


embedder("dense_two", "two Dense layers, as embeddinggemma has them, then Normalize", "6 numbers of length 1", chain("Transformer", "Pooling", "Dense", "Dense", "Normalize"), flags("mean_tokens"),
         lambda rows, parts: f.unit(parts[1].project("linear", parts[0].project("linear", rows.mean(0)))), two, numbers=True)
embedder("dense_default", "a Dense whose config.json has no activation_function: Tanh", "6 numbers", DENSE, flags("mean_tokens"), lambda rows, part: np.tanh(part.project("linear", rows.mean(0))),
         lambda out: (part := dense(out, "2_Dense", 6), out.write("2_Dense/config.json", {"in_features": f.E, "out_features": 6, "bias": True}))[0], stage="head.0",
         refuse=("activation_function",))
embedder("dense_bin", "the weights of the Dense are in a pytorch_model.bin alone", "6 numbers, or a refusal that names the file", DENSE, flags("mean_tokens"),
         lambda rows, part: np.tanh(part.project("linear", rows.mean(0))), lambda out: dense(out, "2_Dense", 6, file="pytorch_model.bin"), stage="head.0",
         refuse=("2_Dense.*(pytorch_model\\.bin|convert)", "pytorch_model\\.bin.*2_Dense"))
embedder("dense_lost", "the folder of the Dense has no weights", "a refusal that names it", DENSE, flags("mean_tokens"), None, lambda out: dense(out, "2_Dense", 6, file=None), refuse=("2_Dense",))
embedder("dense_narrow", "in_features is 10, the rows are 8 wide", "a refusal that names the Dense", DENSE, flags("mean_tokens"), None, lambda out: dense(out, "2_Dense", 6, 10), refuse=("2_Dense",))
embedder("dense_other", "several folders of Dense layers, and modules.json names one, as stella has them", "6 numbers of 2_Dense_6",
         chain("Transformer", "Pooling", ("sentence_transformers.models.Dense", "2_Dense_6")), flags("mean_tokens"), lambda rows, parts: parts[1].project("linear", rows.mean(0)),
         lambda out: (dense(out, "2_Dense", 10, activation=IDENTITY), dense(out, "2_Dense_6", 6, activation=IDENTITY)), stage="head.0", numbers=True)
embedder("dense_tokens", "a Dense on every token before the pooling (module_input_name)", "that, or a refusal that names it", chain("Transformer", ("sentence_transformers.base.modules.dense.Dense", "1_Dense"), ("sentence_transformers.models.Pooling", "2_Pooling")),
         None, lambda rows, part: part.project("linear", rows).mean(0), lambda out: token_dense(out), stage="pooled", refuse=("module_input_name", r"Dense\b.*before|before.*\bDense"))
embedder("dense_residual", "a Dense with use_residual: the row is added again", "that, or a refusal that names it", chain("Transformer", "Pooling", "Dense", new=True), flags("mean_tokens"),
         lambda rows, part: np.tanh(part.project("linear", rows.mean(0))) + rows.mean(0), lambda out: residual_dense(out), stage="head.0", refuse=("use_residual",))


def token_dense(out):
    part = dense(out, "1_Dense", 6, activation=IDENTITY)
    out.write("1_Dense/config.json", {"in_features": f.E, "out_features": 6, "bias": True, "activation_function": IDENTITY, "module_input_name": "token_embeddings",
                                      "module_output_name": "token_embeddings"})
    out.write("2_Pooling/config.json", {**flags("mean_tokens"), "word_embedding_dimension": 6})
    return part


def residual_dense(out):
    part = dense(out, "2_Dense", f.E)
    out.write("2_Dense/config.json", {"in_features": f.E, "out_features": f.E, "bias": True, "activation_function": ACT + "Tanh", "use_residual": True})
    return part


embedder("normalize_first", "Normalize, then Dense: the order is that of modules.json", "6 numbers of a row of length 1", chain("Transformer", "Pooling", "Normalize", "Dense"),
         flags("mean_tokens"), lambda rows, part: part.project("linear", f.unit(rows.mean(0))), lambda out: dense(out, "3_Dense", 6, activation=IDENTITY), stage="head.0", numbers=True)

# Other modules

embedder("dropout", "a Dropout, which does nothing at inference", "the mean, of length 1", chain("Transformer", "Pooling", "Dropout", "Normalize"), flags("mean_tokens"), MEAN,
         lambda out: out.write("2_Dropout/config.json", {"dropout": 0.1}), refuse=("Dropout",))
embedder("layernorm", "a LayerNorm behind the pooling", "that, or a refusal that names it", chain("Transformer", "Pooling", "LayerNorm"), flags("mean_tokens"),
         lambda rows, part: part.layer_norm("norm", rows.mean(0), 1e-5), lambda out: norm_module(out), stage="pooled", refuse=("LayerNorm",))


def norm_module(out):
    part = f.Weights(out.name + "norm")
    part.norm("norm")
    out.write("2_LayerNorm/config.json", {"dimension": f.E})
    out.tensors(part, "2_LayerNorm/model.safetensors")
    return part


for kind, shows in (("LSTM", "an LSTM over the rows"), ("WeightedLayerPooling", "a weighted mean of all layers")):
    embedder("module_" + kind.lower(), f"{kind}: {shows}", "a refusal that names it", chain("Transformer", kind, "Pooling"), flags("mean_tokens"), None, refuse=(kind,))
embedder("module_custom", "a Transformer of the repository's own code, as jina-embeddings-v3 has it", "a refusal that names its type", chain(("custom_st.Transformer", ""), "Pooling", "Normalize"),
         flags("mean_tokens"), None, refuse=(r"custom_st\.Transformer",))
embedder("module_unknown", "a module behind the pooling that is none of Sentence Transformers'", "a refusal that names its type",
         chain("Transformer", "Pooling", ("my_modules.whitening.Whitening", "2_Whitening")), flags("mean_tokens"), None, refuse=("Whitening",))
embedder("module_router", "a Router: queries and documents go other ways", "a refusal that names it",
         chain("Transformer", "Pooling", ("sentence_transformers.base.modules.router.Router", "2_Router")), flags("mean_tokens"), None,
         lambda out: out.write("2_Router/router_config.json", {"types": {"query_0_Dense": NEW["Dense"]}, "structure": {"query": ["query_0_Dense"], "document": []}}), refuse=("Router",))
embedder("module_splade", "SpladePooling on the logits of masked words", "a refusal that names it",
         chain(("sentence_transformers.sparse_encoder.models.MLMTransformer", ""), ("sentence_transformers.sparse_encoder.models.SpladePooling", "1_SpladePooling")), None, None,
         lambda out: out.write("1_SpladePooling/config.json", {"pooling_strategy": "max", "activation_function": "relu", "word_embedding_dimension": f.VOCAB}), refuse=("MLMTransformer", "SpladePooling"))
embedder("module_colbert", "PyLate's Dense on every token, and no pooling", "a refusal that names its type", chain("Transformer", ("pylate.models.Dense.Dense", "1_Dense")), None, None,
         lambda out: dense(out, "1_Dense", 6, activation=IDENTITY, bias=False), refuse=(r"pylate",))
embedder("modules_object", "modules.json is an object, not the list that Sentence Transformers reads", "a refusal that names the file", {"modules": STANDARD}, flags("mean_tokens"), None,
         refuse=(r"modules\.json",))

# Where the Transformer is

for name, given, shows in (("subfolder", ".", "the folder is given"), ("subfolder_file", "0_Transformer/model.safetensors", "its file is given")):
    @case(name, "A", f"the Transformer is in 0_Transformer, as Sentence Transformers wrote it until 1.x; {shows}", "the mean, of length 1", input=given, final=True,
          **({"numbers": True} if given == "." else {"refuse": (r"modules\.json",)}))
    def _(out, name=name):
        w = f.bert(name, layers=1)
        out.tensors(w, "0_Transformer/model.safetensors")
        out.write("0_Transformer/config.json", BERT_1)
        out.write("config.json", {"__version__": "0.3.9"})
        out.write("modules.json", chain("Transformer", "Pooling", "Normalize", first="0_Transformer"))
        out.write("1_Pooling/config.json", flags("mean_tokens"))
        out.reference("normalized", MEAN(f.bert_rows(w, layers=1)))


@case("encoder_elsewhere", "A", "the Transformer is in 0_Transformer, and the file that is given is an old one in the root", "a refusal that names 0_Transformer", refuse=("0_Transformer",))
def _(out):
    out.model(f.bert("encoder_elsewhere", layers=1), BERT_1)
    out.tensors(f.bert("encoder_elsewhere new", layers=1), "0_Transformer/model.safetensors")
    out.write("0_Transformer/config.json", BERT_1)
    out.write("modules.json", chain("Transformer", "Pooling", first="0_Transformer"))
    out.write("1_Pooling/config.json", flags("mean_tokens"))


embedder("two_encoders", "modules.json has two Transformers, one behind the other", "a refusal that says so", chain("Transformer", "Transformer", ("sentence_transformers.models.Pooling", "1_Pooling")),
         flags("mean_tokens"), None, lambda out: (out.tensors(f.bert("two_encoders second", layers=1), "1_Transformer/model.safetensors"), out.write("1_Transformer/config.json", BERT_1)),
         refuse=(r"modules\.json.*Transformer", r"Transformer.*modules\.json"))
embedder("no_encoder", "modules.json has a Pooling, and nothing whose rows it could pool", "a refusal that says so", [{"idx": 0, "name": "0", "path": "1_Pooling", "type": OLD + "Pooling"}],
         flags("mean_tokens"), None, refuse=(r"modules\.json.*(Transformer|encoder)", r"(Transformer|encoder).*modules\.json"))


@case("numbered_folder", "A", "a folder whose name is a number, and that is no module", "a row for each token", numbers=True, final=True)
def _(out):
    w = f.bert("numbered_folder", layers=1)
    out.model(w, BERT_1)
    out.write("2024/notes.txt", "Trained in spring.\n")
    out.reference("layers.0.output", f.bert_rows(w, layers=1))


# What a program needs to know

embedder("max_seq_length", "max_seq_length 6, though the table has 24 positions: longer texts are cut", "the mean, and a remark that names it", STANDARD, flags("mean_tokens"), MEAN,
         lambda out: out.write("sentence_bert_config.json", {"max_seq_length": 6, "do_lower_case": False}), remark=("max_seq_length",))
embedder("prompts", "a prompt that is put before every text", "the mean, and a remark that names it", STANDARD, flags("mean_tokens"), MEAN, without_prompt, remark=("prompt",))
embedder("similarity", "similarity_fn_name is dot", "the mean, and a remark that names it", chain("Transformer", "Pooling"), flags("mean_tokens"), lambda rows, _: rows.mean(0),
         lambda out: out.write("config_sentence_transformers.json", {"similarity_fn_name": "dot", "prompts": {}}), stage="pooled", remark=("similarity_fn_name",))
embedder("truncate_dim", "truncate_dim: the first 4 numbers are the embedding", "a remark that names it, or a refusal that does", STANDARD, flags("mean_tokens"), MEAN,
         lambda out: out.write("config_sentence_transformers.json", {"truncate_dim": 4, "prompts": {}}), refuse=("truncate_dim",), remark=("truncate_dim",))
embedder("config_args", "config_args of sentence_bert_config.json override config.json: attention is causal", "a refusal that names them", STANDARD, flags("mean_tokens"), None,
         lambda out: out.write("sentence_bert_config.json", {"max_seq_length": 24, "do_lower_case": False, "config_args": {"is_decoder": True}}), refuse=("config_args",))
embedder("adapter", "adapter_config.json: the folder's weights are those of an adapter's base", "a refusal, or a remark, that names it", STANDARD, flags("mean_tokens"), None,
         lambda out: out.write("adapter_config.json", {"peft_type": "LORA", "base_model_name_or_path": "bert-base-uncased", "r": 8}), refuse=(r"adapter_config\.json",), remark=(r"adapter_config\.json",))

# Other Transformers


@case("sentence_t5", "A", "sentence-t5: T5's encoder, the mean, a Dense without bias and activation, Normalize", "6 numbers of length 1", numbers=True, final=True)
def _(out):
    w = f.t5("sentence_t5", gated=False)
    out.model(w, {**T5, "feed_forward_proj": "relu"})
    out.write("modules.json", chain("Transformer", "Pooling", "Dense", "Normalize"))
    out.write("1_Pooling/config.json", flags("mean_tokens"))
    part = dense(out, "2_Dense", 6, activation=IDENTITY, bias=False)
    out.reference("normalized", f.unit(part.project("linear", f.t5_rows(w, act=f.relu).mean(0))))


@case("distiluse", "A", "distiluse: DistilBERT, the mean, a Dense with Tanh, no Normalize", "6 numbers", numbers=True, final=True)
def _(out):
    w = f.distilbert("distiluse", "")
    out.model(w, DISTILBERT)
    out.write("modules.json", DENSE)
    out.write("1_Pooling/config.json", flags("mean_tokens"))
    part = dense(out, "2_Dense", 6)
    out.reference("head.0", np.tanh(part.project("linear", f.distilbert_rows(w, prefix="").mean(0))))
