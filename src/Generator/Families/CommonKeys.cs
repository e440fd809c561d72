using ShapeGen.Generator.Sidecars;

namespace ShapeGen.Generator.Families;

/// <summary>
/// The keys of <c>config.json</c> that mean the same in every family. The lists follow transformers' <c>PretrainedConfig</c> and the configuration classes of the known
/// families. Their effect on a model's results was read from the code that uses them.
/// </summary>
internal static class CommonKeys
{
    public static readonly IReadOnlyDictionary<string, KeyRule> All = new KeyRule[][]
    {
        // The model's origin, and how a program handles it.
        [.. KeyRule.Unused(
            "_name_or_path", "name_or_path", "_commit_hash", "_attn_implementation", "_attn_implementation_autoset", "attn_implementation", "_flash_attn_2_enabled", "_experts_implementation",
            "transformers_version", "transformers\u2024js_config", "adapters", "torch_dtype", "dtype", "tokenizer_class", "prefix", "language", "license", "tags", "use_bfloat16", "torchscript", "tf_legacy_loss",
            "finetuning_task", "task_specific_params", "problem_type", "id2label", "label2id", "num_labels", "_num_labels", "output_past", "return_dict", "use_return_dict",
            "output_attentions", "output_hidden_states", "output_scores", "return_dict_in_generate", "use_cache", "gradient_checkpointing", "chunk_size_feed_forward", "remove_invalid_values",
            "is_encoder_decoder", "tie_word_embeddings", "tie_encoder_decoder", "torch_compile", "reference_compile", "deterministic_flash_attn", "sparse_prediction", "sparse_pred_ignore_index",
            "use_flash_attn", "fused_dropout_add_ln", "fused_bias_fc", "fused_mlp", "use_flash_attention", "sentence_transformers", "sbert_ce_default_activation_function", "base_model_tp_plan", "base_model_pp_plan", "_attn_implementation_internal", "experts_implementation", "custom_pipelines", "_diffusers_version", "vocab_file", "transformers_weights", "name", "revision", "n_ctx", "xla_device", "max_seq_length", "model_max_length", "matryoshka_dimensions", "num_assistant_tokens", "num_assistant_tokens_schedule")],

        // Training only.
        [.. KeyRule.Unused(
            "hidden_dropout_prob", "attention_probs_dropout_prob", "hidden_dropout", "dropout", "dropout_rate", "attention_dropout", "activation_dropout", "qa_dropout", "seq_classif_dropout",
            "classifier_dropout", "classifier_dropout_prob", "embedding_dropout", "mlp_dropout", "attn_pdrop", "embd_pdrop", "resid_pdrop", "drop_path_rate", "encoder_layerdrop", "decoder_layerdrop",
            "layerdrop", "initializer_range", "initializer_factor", "initializer_cutoff_factor", "embedding_init_std", "init_std", "initializer", "loss_type", "loss_reduction", "repad_logits_with_grad",
            "summary_type", "summary_use_proj", "summary_activation", "summary_first_dropout", "summary_proj_to_labels", "label_smoothing", "mlm_probability",
            "apply_spec_augment", "mask_time_prob", "mask_time_length", "mask_time_min_masks", "mask_feature_prob", "mask_feature_length", "mask_feature_min_masks")],

        // Tokenizers and text generation.
        [.. KeyRule.Unused(
            "bos_token_id", "eos_token_id", "sep_token_id", "cls_token_id", "mask_token_id", "unk_token_id", "decoder_start_token_id", "forced_bos_token_id", "forced_eos_token_id",
            "max_length", "min_length", "do_sample", "early_stopping", "num_beams", "num_beam_groups", "diversity_penalty", "temperature", "top_k", "top_p", "typical_p", "repetition_penalty",
            "length_penalty", "no_repeat_ngram_size", "encoder_no_repeat_ngram_size", "bad_words_ids", "num_return_sequences", "exponential_decay_length_penalty", "suppress_tokens",
            "begin_suppress_tokens", "suppress_tokens_at_begin", "epsilon_cutoff", "eta_cutoff", "encoder_repetition_penalty", "assistant_confidence_threshold", "assistant_lookbehind", "target_lookbehind", "use_task_specific_params", "directionality", "pooler_fc_size", "pooler_num_attention_heads", "pooler_num_fc_layers",
            "pooler_size_per_head", "pooler_type", "cross_attention_hidden_size", "n_special", "sequence_length")],

        // Read by ModelConfig.
        [.. KeyRule.Read([.. ModelConfig.ReadKeys])],

        [
            KeyRule.Only("add_cross_attention", "the layers also attend to the rows of a second model, which [Encoder] cannot declare", "false"),
            KeyRule.Only("per_layer_config", "some layers differ from the others, but all layers of [Encoder] are equal", "{}"),
            KeyRule.Only("configuration_files", "newer versions of transformers read another file instead of this one; rename the file that applies to config.json"),
            KeyRule.Only("quantization_config", "quantised weights cannot be read; convert them to float first"),
            KeyRule.Only("pruned_heads", "some layers have fewer heads than others, but all layers of [Encoder] are equal", "{}"),
        ],
    }.SelectMany(rules => rules).ToDictionary(rule => rule.Key, StringComparer.Ordinal);
}
