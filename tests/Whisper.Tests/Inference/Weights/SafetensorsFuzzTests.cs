using CsCheck;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference.Weights;

namespace Transcribe.Whisper.Tests.Inference.Weights;

/// <summary>Damaged safetensors headers.</summary>
public sealed class SafetensorsFuzzTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_DamagedFile_RefusesItOrFindsTensorsWithinTheFile()
    {
        Safetensors.Write(
            _path,
            ("a", "F32", [2, 3], Safetensors.Bytes<float>(1, 2, 3, 4, 5, 6)),
            ("b", "F16", [2], Safetensors.Bytes<ushort>(1, 2)),
            ("c", "I64", [1], Safetensors.Bytes<long>(1)));

        Mutations.Of(File.ReadAllBytes(_path)).Sample(
            bytes =>
            {
                File.WriteAllBytes(_path, bytes);
                Dictionary<string, SafetensorsTensor> tensors;
                try
                {
                    tensors = SafetensorsHeader.Read(_path);
                }
                catch (ModelFolderException)
                {
                    return;
                }
                foreach (var tensor in tensors.Values)
                {
                    Assert.InRange(tensor.Length, 0, bytes.Length);
                    Assert.InRange(tensor.Start, 8, bytes.Length - tensor.Length);
                }
            },
            iter: Mutations.Count(),
            threads: 1);
    }
}
