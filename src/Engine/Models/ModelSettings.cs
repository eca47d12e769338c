using System.ComponentModel.DataAnnotations;

namespace Transcribe.Engine.Models;

/// <summary>How one model is run (section <c>Transcribe:Models:Settings:&lt;name&gt;</c>).</summary>
public sealed class ModelSettings
{
    /// <summary>
    /// Silence that the encoder is given after a window's audio at least, 0 to 30 s; less of it is less work, for models that were trained so. Default what the
    /// model's folder says (<see cref="WhisperFolder.TrailingSilence"/>), else 30 s, which is every window's full length.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan? TrailingSilence { get; set; }

    /// <summary>What the model's matrices are multiplied in; default what <c>Transcribe:Inference:Precision</c> says.</summary>
    [EnumDataType(typeof(Precision))]
    [SupportedPrecision]
    public Precision? Precision { get; set; }
}
