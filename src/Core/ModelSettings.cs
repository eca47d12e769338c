using System.ComponentModel.DataAnnotations;

namespace Transcribe.Core;

/// <summary>
/// How to run one model (section <c>Transcribe:Models:Settings:&lt;name&gt;</c>). Each engine ignores the settings that it does not
/// support.
/// </summary>
public sealed class ModelSettings
{
    /// <summary>
    /// The minimum silence after a window's audio in the encoder's input, 0 to 30 s; default the value in the model's folder, else 30 s.
    /// </summary>
    /// <remarks>
    /// The value 30 s always fills the window. A model that was trained with less trailing silence runs faster with a smaller value.
    /// </remarks>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan? TrailingSilence { get; set; }

    /// <summary>The precision of the model's matrix products; default the value of <c>Transcribe:Inference:Precision</c>.</summary>
    [EnumDataType(typeof(Precision))]
    public Precision? Precision { get; set; }
}
