namespace Transcribe.Bench.Models;

/// <summary>
/// The tensors of a Whisper checkpoint under Hugging Face's names: random ones that recite. The embedding is the output projection too, so a decoder position that is
/// mostly a multiple of a token's embedding answers with that token.
/// </summary>
/// <param name="shape">The model's size.</param>
/// <param name="vocabularySize">Rows of the embedding.</param>
/// <param name="answers">[<see cref="ModelShape.TextPositions"/>] ids: the token after each position.</param>
/// <param name="random">Where all other values come from.</param>
internal sealed class WeightList(ModelShape shape, int vocabularySize, int[] answers, RandomValues random)
{
    /// <summary>Of most of Whisper's weights; activations stay finite through any number of layers.</summary>
    private const float StandardDeviation = 0.02f;

    /// <summary>
    /// An answer's logit: far above the others', whose deviation is this over the square root of the width (2.1 at most, from 128 on), and above the sum of
    /// fifty thousand of their exponentials, whose logarithm is about 13 then.
    /// </summary>
    private const float AnswerLogit = 24;

    /// <summary>Of a position's elements: loud beside what the layers add to it, about 6 in the largest shape and 0.5 in tiny's.</summary>
    private const float PositionDeviation = 16;

    private readonly List<Weight> _weights = [];
    private Half[] _embedding = [];

    // The normalised answer's product with its embedding is width × deviation.
    private float EmbeddingDeviation => AnswerLogit / shape.Width;

    /// <summary>In the order in which their values are to be made.</summary>
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
