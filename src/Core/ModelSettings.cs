using System.ComponentModel.DataAnnotations;

namespace Transcribe.Core;

/// <summary>
/// How to run one model (section <c>Transcribe:Models:Settings:&lt;name&gt;</c>). An engine refuses the settings that it does not
/// support.
/// </summary>
public sealed class ModelSettings
{
    /// <summary>The engine that runs the model, <c>onnxruntime</c> or <c>whispercpp</c>; default the one that reads its format.</summary>
    public string? Engine { get; set; }

    /// <summary>
    /// The minimum silence after a window's audio in the encoder's input, 0 to 30 s; default the value in the model's folder, else 30 s.
    /// </summary>
    /// <remarks>
    /// The value 30 s always fills the window. A model that was trained with less trailing silence runs faster with a smaller value.
    /// </remarks>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan? TrailingSilence { get; set; }

    /// <summary>
    /// The latest time in a window at which its text may begin, 20 ms to 30 s; default the value in the model's folder, else 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.020", "00:00:30")]
    public TimeSpan? MaxInitialTimestamp { get; set; }

    /// <summary>The precision of the model's matrix products; default the value of <c>Transcribe:Inference:Precision</c>.</summary>
    [EnumDataType(typeof(Precision))]
    public Precision? Precision { get; set; }

    /// <summary>
    /// The mean log-probability of a window's tokens below which the next temperature is tried, -100 to 0; default the value in the model's
    /// folder, else -1.
    /// </summary>
    [Range(-100f, 0f)]
    public float? LogProbabilityThreshold { get; set; }

    /// <summary>
    /// The ratio of a text's bytes to their compressed size above which the next temperature is tried, 1 to 100; default the value in the
    /// model's folder, else 2.4.
    /// </summary>
    [Range(1f, 100f)]
    public float? CompressionRatioThreshold { get; set; }

    /// <summary>
    /// The no-speech probability above which a window with unlikely text is silent, 0 to 1; default the value in the model's folder, else
    /// 0.6.
    /// </summary>
    [Range(0f, 1f)]
    public float? NoSpeechThreshold { get; set; }
}
