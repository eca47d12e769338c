namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>A library that ONNX Runtime's CUDA provider needs and that does not come with the server.</summary>
/// <param name="Name">The name by which the loader finds it.</param>
/// <param name="Package">NVIDIA's package that contains it; <see cref="Driver"/> if the driver does.</param>
/// <param name="Use">How the provider gets it; <see cref="Optional"/> if the graphs do not need it.</param>
internal sealed record CudaLibrary(string Name, string Package, string Use)
{
    private const string Driver = "driver";
    private const string Optional = "optional";
    private const string List = "cuda-libraries.txt";

    /// <summary>The libraries without which no model runs. A library comes after those that it needs itself.</summary>
    public static IReadOnlyList<CudaLibrary> Needed { get; } = [.. Read().Where(library => library.Use != Optional)];

    /// <summary>Where the operator gets it.</summary>
    public string Source => Package == Driver ? "the NVIDIA driver (in a container: --gpus all)" : Package;

    private static IEnumerable<CudaLibrary> Read()
    {
        using var reader = new StreamReader(typeof(CudaLibrary).Assembly.GetManifestResourceStream(typeof(CudaLibrary), List)!);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#') && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var name, var package, var use])
                yield return new CudaLibrary(name, package, use);
        }
    }
}
