namespace Transcribe.JsonTranscoding.Requests;

/// <summary>Names places of a request in error messages.</summary>
internal static class Place
{
    /// <summary>Returns the words for a field at the beginning of a sentence.</summary>
    /// <param name="path">The path of the field; empty for the whole message.</param>
    public static string Of(string path) => path.Length == 0 ? "The message" : $"The field `{path}`";
}
