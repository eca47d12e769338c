using System.Text.Json.Nodes;

namespace Transcribe.Tests;

/// <summary>A copy of the bundled model that a test may change.</summary>
public sealed class ModelFolder : IDisposable
{
    private readonly TestFolder _folder = new();

    public ModelFolder()
    {
        foreach (var file in Repository.DigitsFiles)
            File.Copy(file, this[System.IO.Path.GetFileName(file)]);
    }

    public string Path => _folder.Path;

    /// <summary>The path of one of its files.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Changes one of its JSON files.</summary>
    public ModelFolder Edit(string name, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(this[name]))!.AsObject();
        change(json);
        File.WriteAllText(this[name], json.ToJsonString());
        return this;
    }

    public ModelFolder Delete(params string[] names)
    {
        foreach (var name in names)
            File.Delete(this[name]);
        return this;
    }

    public ModelFolder Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this;
    }

    public void Dispose() => _folder.Dispose();
}
