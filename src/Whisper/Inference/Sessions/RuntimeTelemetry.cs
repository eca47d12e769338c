using System.Runtime.InteropServices;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>
/// ONNX Runtime's usage reports. From 1.29 on, its official Linux builds send them to Microsoft and store a device id and unsent reports
/// below <c>~/.cache/Microsoft</c>. They are off here unless the operator set the opt-out variable to another value.
/// </summary>
internal static partial class RuntimeTelemetry
{
    private const string OptOut = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Turns the reports off, so that nothing is sent or stored. This works only before ONNX Runtime's environment is created.
    /// </summary>
    public static void TurnOff()
    {
        // Native code does not see variables that .NET sets.
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
            _ = SetVariable(OptOut, "1", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
