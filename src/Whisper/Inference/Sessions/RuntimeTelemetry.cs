using System.Runtime.InteropServices;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>
/// ONNX Runtime's own reports of how it is used: on Linux its official builds send them to Microsoft from 1.29 on, and keep a device's id and what was not sent yet
/// below <c>~/.cache/Microsoft</c>. They are off here unless the operator set the variable that turns them off to something else.
/// </summary>
internal static partial class RuntimeTelemetry
{
    private const string OptOut = "ORT_DISABLE_TELEMETRY";

    /// <summary>Has an effect before ONNX Runtime's environment is made only, and then nothing is sent or kept.</summary>
    public static void TurnOff()
    {
        // What .NET sets in the environment is seen by .NET alone.
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
            _ = SetVariable(OptOut, "1", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
