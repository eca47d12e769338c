namespace Transcribe.Bench.Models;

/// <summary>
/// The tensors of a Whisper checkpoint under their Hugging Face names, with random weights that recite. The embedding is also the output
/// projection, so a decoder position that is mostly a multiple of the embedding of a token predicts that token.
/// </summary>
/// <param name="shape">The dimensions of the model.</param>
/// <param name="vocabularySize">The number of rows of the embedding.</param>
/// <param name="answers">The token ids that follow each position, [<see cref="ModelShape.TextPositions"/>].</param>
/// <param name="random">The source of all other values.</param>
internal sealed class WeightList(ModelShape shape, int vocabularySize, int[] answers, RandomValues random)
{
    /// <summary>The standard deviation of most Whisper weights. With it, activations stay finite in any number of layers.</summary>
    private const float StandardDeviation = 0.02f;

    /// <summary>
    /// The logit of the predicted token. It is far above the other logits, whose deviation is this value divided by the square root of the
    /// width (at most 2.1 for a width of 128 or more). It is also above the log-sum-exp of fifty thousand of them, which is then about 13.
    /// </summary>
    private const float AnswerLogit = 24;

    /// <summary>
    /// The standard deviation of the elements of a position embedding. It is large compared with what the layers add, about 6 in the
    /// largest shape and 0.5 in tiny.
    /// </summary>
    private const float PositionDeviation = 16;

    private readonly List<Weight> _weights = [];
    private Half[] _embedding = [];

    // The product of the normalised position and the embedding of its token is width × deviation.
    private float EmbeddingDeviation => AnswerLogit / shape.Width;

    /// <summary>The tensors, in the order in which their values must be generated.</summary>
    public IReadOnlyList<Weight> Build()
    {
        Tensor("encoder.conv1.weight", shape.Width, shape.MelBins, 3);
        Tensor("encoder.conv1.bias", shape.Width);
        Tensor("encoder.conv2.weight", shape.Width, shape.Width, 3);
        Tensor("encoder.conv2.bias", shape.Width);
        Tensor("encoder.embed_positions.weight", ModelShape.AudioPositions, shape.Width);
        for (var layer = 0; layer < shape.EncoderLayers; layer++)
            Layer($"encoder.layers.{layer}", "self_attn");
        Norm("encoder.layer_norm");

        Add("decoder.embed_tokens.weight", [vocabularySize, shape.Width], count => _embedding = random.Uniform(count, EmbeddingDeviation));
        Add("decoder.embed_positions.weight", [ModelShape.TextPositions, shape.Width], _ => Positions());
        for (var layer = 0; layer < shape.DecoderLayers; layer++)
            Layer($"decoder.layers.{layer}", "self_attn", "encoder_attn");
        Norm("decoder.layer_norm");
        return _weights;
    }

    private Half[] Positions()
    {
        var gain = (Half)(PositionDeviation / EmbeddingDeviation);
        return [.. answers.SelectMany(token => _embedding.Skip(token * shape.Width).Take(shape.Width)).Select(value => gain * value)];
    }

    private void Layer(string layer, params ReadOnlySpan<string> attentions)
    {
        foreach (var attention in attentions)
        {
            Linear($"{layer}.{attention}.q_proj", shape.Width, shape.Width);
            Tensor($"{layer}.{attention}.k_proj.weight", shape.Width, shape.Width);
            Linear($"{layer}.{attention}.v_proj", shape.Width, shape.Width);
            Linear($"{layer}.{attention}.out_proj", shape.Width, shape.Width);
            Norm($"{layer}.{attention}_layer_norm");
        }

        Linear($"{layer}.fc1", shape.Width, shape.FeedForward);
        Linear($"{layer}.fc2", shape.FeedForward, shape.Width);
        Norm($"{layer}.final_layer_norm");
    }

    private void Linear(string name, int inputs, int outputs)
    {
        Tensor($"{name}.weight", outputs, inputs);
        Tensor($"{name}.bias", outputs);
    }

    private void Norm(string name)
    {
        Add($"{name}.weight", [shape.Width], count => [.. Enumerable.Repeat(Half.One, count)]);
        Add($"{name}.bias", [shape.Width], count => new Half[count]);
    }

    private void Tensor(string name, params int[] sizes) => Add(name, sizes, count => random.Uniform(count, StandardDeviation));

    private void Add(string name, int[] sizes, Func<int, Half[]> values) => _weights.Add(new($"model.{name}", sizes, values));
}
