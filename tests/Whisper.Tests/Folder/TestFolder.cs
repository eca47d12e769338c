using System.Text.Json.Nodes;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Tests.Folder;

/// <summary>A copy of the bundled model's folder, to break.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder()
    {
        Directory.CreateDirectory(Path);
        foreach (var file in Repository.DigitsFiles)
            File.Copy(file, this[System.IO.Path.GetFileName(file)]);
    }

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"transcribe-model-{Guid.NewGuid():N}");

    /// <summary>The path of one of its files.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public WhisperFolder Read() => WhisperFolderReader.Read(Path);

    /// <summary>Changes one of its JSON files.</summary>
    public TestFolder Edit(string name, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(this[name]))!.AsObject();
        change(json);
        File.WriteAllText(this[name], json.ToJsonString());
        return this;
    }

    public TestFolder Delete(params string[] names)
    {
        foreach (var name in names)
            File.Delete(this[name]);
        return this;
    }

    public TestFolder Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
