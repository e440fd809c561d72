"""config.json of the families, as the published models have them, at the size of the cases."""

from .formulas import BANDS, E, FFN, HEADS, PATCHES, ROWS, VOCAB

BERT = {"architectures": ["BertModel"], "model_type": "bert", "hidden_size": E, "num_attention_heads": HEADS, "intermediate_size": FFN, "num_hidden_layers": 2, "hidden_act": "gelu",
        "layer_norm_eps": 1e-12, "max_position_embeddings": ROWS, "vocab_size": VOCAB, "type_vocab_size": 2, "pad_token_id": 0}

BERT_1 = {**BERT, "num_hidden_layers": 1}

ROBERTA = {**BERT, "architectures": ["RobertaModel"], "model_type": "roberta", "type_vocab_size": 1, "layer_norm_eps": 1e-5, "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2}

DISTILBERT = {"architectures": ["DistilBertModel"], "model_type": "distilbert", "dim": E, "hidden_dim": FFN, "n_heads": HEADS, "n_layers": 1, "activation": "gelu", "max_position_embeddings": ROWS,
              "vocab_size": VOCAB, "sinusoidal_pos_embds": False, "pad_token_id": 0}

MPNET = {**BERT_1, "architectures": ["MPNetModel"], "model_type": "mpnet", "relative_attention_num_buckets": 32, "pad_token_id": 1}
del MPNET["type_vocab_size"]

T5 = {"architectures": ["T5EncoderModel"], "model_type": "t5", "d_model": E, "d_ff": FFN, "d_kv": E // HEADS, "num_heads": HEADS, "num_layers": 2, "vocab_size": VOCAB, "layer_norm_epsilon": 1e-6,
      "relative_attention_num_buckets": 32, "relative_attention_max_distance": 128, "is_encoder_decoder": True}

MODERNBERT = {"architectures": ["ModernBertModel"], "model_type": "modernbert", "hidden_size": E, "num_attention_heads": HEADS, "intermediate_size": FFN, "num_hidden_layers": 4,
              "hidden_activation": "gelu", "norm_eps": 1e-5, "norm_bias": False, "attention_bias": False, "mlp_bias": False, "local_attention": 8, "vocab_size": VOCAB,
              "max_position_embeddings": 8192, "pad_token_id": 0}

MODERNBERT_4 = {**MODERNBERT, "global_attn_every_n_layers": 3, "global_rope_theta": 160000.0, "local_rope_theta": 10000.0}

NOMIC = {"architectures": ["NomicBertModel"], "model_type": "nomic_bert", "n_embd": E, "n_head": HEADS, "n_inner": FFN, "n_layer": 1, "n_positions": 2048, "activation_function": "swiglu",
         "layer_norm_epsilon": 1e-12, "prenorm": False, "causal": False, "qkv_proj_bias": False, "mlp_fc1_bias": False, "mlp_fc2_bias": False, "rotary_emb_base": 1000,
         "rotary_emb_fraction": 1.0, "rotary_emb_interleaved": False, "rotary_emb_scale_base": None, "rotary_scaling_factor": None, "use_rms_norm": False, "type_vocab_size": 2,
         "vocab_size": VOCAB, "scale_attn_weights": True}

VIT = {"architectures": ["ViTModel"], "model_type": "vit", "hidden_size": E, "num_attention_heads": HEADS, "intermediate_size": FFN, "num_hidden_layers": 1, "hidden_act": "gelu",
       "layer_norm_eps": 1e-12, "image_size": 8, "patch_size": 4, "num_channels": 3, "qkv_bias": True}

DINOV2 = {"architectures": ["Dinov2Model"], "model_type": "dinov2", "hidden_size": E, "num_attention_heads": HEADS, "mlp_ratio": 1.5, "num_hidden_layers": 1, "hidden_act": "gelu",
          "layer_norm_eps": 1e-6, "image_size": 8, "patch_size": 4, "num_channels": 3, "qkv_bias": True, "use_swiglu_ffn": False, "layerscale_value": 1.0}

CLIP_SIZES = {"hidden_size": E, "intermediate_size": FFN, "num_attention_heads": HEADS, "num_hidden_layers": 1}
CLIP = {"architectures": ["CLIPModel"], "model_type": "clip", "projection_dim": 6, "logit_scale_init_value": 2.6592,
        "text_config": {"model_type": "clip_text_model", **CLIP_SIZES, "max_position_embeddings": ROWS, "vocab_size": VOCAB},
        "vision_config": {"model_type": "clip_vision_model", **CLIP_SIZES, "image_size": 8, "patch_size": 4}}

SIGLIP = {"architectures": ["SiglipModel"], "model_type": "siglip", "text_config": {"model_type": "siglip_text_model", **CLIP_SIZES, "max_position_embeddings": 16},
          "vision_config": {"model_type": "siglip_vision_model", **CLIP_SIZES, "image_size": 8, "patch_size": 4}}

WHISPER = {"architectures": ["WhisperForConditionalGeneration"], "model_type": "whisper", "d_model": E, "encoder_layers": 1, "encoder_attention_heads": HEADS, "encoder_ffn_dim": FFN,
           "decoder_layers": 1, "decoder_attention_heads": HEADS, "decoder_ffn_dim": FFN, "num_hidden_layers": 1, "activation_function": "gelu", "num_mel_bins": BANDS, "max_source_positions": ROWS,
           "max_target_positions": ROWS, "vocab_size": VOCAB, "scale_embedding": False, "is_encoder_decoder": True, "pad_token_id": 1}

TIMM = {"architecture": "vit_tiny_patch4_8", "num_classes": 3, "num_features": E, "global_pool": "token", "pretrained_cfg": {"input_size": [3, 8, 8], "num_classes": 3}}

assert PATCHES == (8 // 4) ** 2
