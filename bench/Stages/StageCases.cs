using Transcribe.Core;
using Transcribe.Whisper.Inference.Sessions;

namespace Transcribe.Bench.Stages;

/// <summary>The devices and model shapes of the benchmarks: the device of this build, and shapes that keep it busy.</summary>
public static class StageCases
{
    private static readonly bool OnCpu = SessionFactory.Device == SessionFactory.Cpu;

    public static IEnumerable<string> Shapes => OnCpu ? ["tiny", "base"] : ["small", "large-v3-turbo"];

    public static IEnumerable<Precision> Precisions => OnCpu ? [Precision.F32, Precision.Int8] : [Precision.F16];

    public static IEnumerable<int> Rows => OnCpu ? [1, 4, 8, 16] : [1, 8, 32];
}
