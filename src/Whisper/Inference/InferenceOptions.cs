using System.ComponentModel.DataAnnotations;
using Transcribe.Core;

namespace Transcribe.Whisper.Inference;

/// <summary>How models are run (section <c>Transcribe:Inference</c>).</summary>
public sealed class InferenceOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Transcribe:Inference";

    /// <summary>One window of a large model's caches is about 0.6 GiB, of tiny's 24 MiB.</summary>
    public const int DefaultSlots = 8;

    /// <summary>Threads for matrix work, shared by all models; 0 (the default) means one a core.</summary>
    [Range(0, 256)]
    public int Threads { get; set; }

    /// <summary>What models' matrices are multiplied in, unless a model's own settings say otherwise; default auto.</summary>
    [EnumDataType(typeof(Precision))]
    [SupportedPrecision]
    public Precision Precision { get; set; }

    /// <summary>Windows that a model decodes together; default 8. Each holds its caches in memory from its first use on.</summary>
    [Range(1, 256)]
    public int Slots { get; set; } = DefaultSlots;
}
