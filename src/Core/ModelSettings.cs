using System.ComponentModel.DataAnnotations;

namespace Transcribe.Core;

/// <summary>How to run one model (section <c>Transcribe:Models:Settings:&lt;name&gt;</c>). Each engine uses the settings that it knows.</summary>
public sealed class ModelSettings
{
    /// <summary>
    /// Least silence after a window's audio that the encoder sees, 0 to 30 s. Models that were trained for less silence run faster with less. Default: the value in
    /// the model's folder, else 30 s, which always fills the window.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan? TrailingSilence { get; set; }

    /// <summary>The precision of the model's matrix products; default: the value of <c>Transcribe:Inference:Precision</c>.</summary>
    [EnumDataType(typeof(Precision))]
    public Precision? Precision { get; set; }
}
