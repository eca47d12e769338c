namespace Transcribe.ToGgml;

/// <summary>Converts tensor names of Hugging Face to those of openai/whisper, which whisper.cpp expects.</summary>
internal static class GgmlNames
{
    // Longer names come before names that they contain.
    private static readonly (string HuggingFace, string Whisper)[] Parts =
    [
        (".layers.", ".blocks."),
        ("encoder_attn_layer_norm", "cross_attn_ln"),
        ("self_attn_layer_norm", "attn_ln"),
        ("encoder_attn.", "cross_attn."),
        ("self_attn.", "attn."),
        ("q_proj", "query"),
        ("k_proj", "key"),
        ("v_proj", "value"),
        ("out_proj", "out"),
        ("fc1", "mlp.0"),
        ("fc2", "mlp.2"),
        ("final_layer_norm", "mlp_ln"),
        ("encoder.layer_norm", "encoder.ln_post"),
        ("decoder.layer_norm", "decoder.ln"),
        ("embed_positions.weight", "positional_embedding"),
        ("embed_tokens", "token_embedding"),
    ];

    /// <param name="name">The name without the prefix <c>model.</c>.</param>
    public static string Of(string name) =>
        Parts.Aggregate(name, (found, part) => found.Replace(part.HuggingFace, part.Whisper, StringComparison.Ordinal));
}
