namespace Transcribe.Bench.Models;

/// <summary>How a tensor is filled.</summary>
internal enum Fill
{
    Random,
    Ones,
    Zeros,

    /// <summary>Random, and larger than all else that the decoder adds up.</summary>
    RandomLarge,
}

/// <summary>One tensor of a checkpoint.</summary>
internal sealed record Weight(string Name, int[] Shape, Fill Fill)
{
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}

/// <summary>The tensors of a Whisper checkpoint under Hugging Face's names.</summary>
internal sealed class WeightList(ModelShape shape, int vocabularySize)
{
    private readonly List<Weight> _weights = [];

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

        Tensor("decoder.embed_tokens.weight", vocabularySize, shape.Width);
        // The embedding is the output projection too, so the likeliest next token would be the last one again, were the position not the louder part of the sum.
        _weights.Add(new("model.decoder.embed_positions.weight", [ModelShape.TextPositions, shape.Width], Fill.RandomLarge));
        for (var layer = 0; layer < shape.DecoderLayers; layer++)
            Layer($"decoder.layers.{layer}", "self_attn", "encoder_attn");
        Norm("decoder.layer_norm");
        return _weights;
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
        _weights.Add(new($"model.{name}.weight", [shape.Width], Fill.Ones));
        _weights.Add(new($"model.{name}.bias", [shape.Width], Fill.Zeros));
    }

    private void Tensor(string name, params int[] sizes) => _weights.Add(new($"model.{name}", sizes, Fill.Random));
}
