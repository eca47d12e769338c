namespace Transcribe.Whisper.Inference.Weights;

/// <summary>Formats shapes for messages.</summary>
internal static class WeightShape
{
    public static string Text(ReadOnlySpan<int> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
