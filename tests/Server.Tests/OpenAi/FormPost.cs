using System.Text.Json;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>Sends forms as curl does.</summary>
internal static class FormPost
{
    public const string Transcriptions = "/v1/audio/transcriptions";

    public const string Translations = "/v1/audio/translations";

    /// <summary>The bytes of the bundled English recording.</summary>
    public static byte[] English => File.ReadAllBytes(Repository.Sample(Samples.English.File));

    /// <summary>A form with the English recording and fields.</summary>
    public static MultipartFormDataContent Form(params (string Name, string Value)[] fields) => Form(English, fields);

    /// <summary>A form with fields, and with a file unless there is none.</summary>
    public static MultipartFormDataContent Form(byte[]? file, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        if (file is not null)
            form.Add(new ByteArrayContent(file), "file", "audio");
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        return form;
    }

    /// <summary>Sends a form, and reads the answer as text.</summary>
    public static async Task<string> PostFormAsync(this HttpClient http, string path, MultipartFormDataContent form)
    {
        using (form)
        {
            using var response = await http.PostAsync(path, form);
            var body = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {body}");
            return body;
        }
    }

    /// <summary>Sends a form, and reads the answer as JSON.</summary>
    public static async Task<JsonElement> PostFormForJsonAsync(this HttpClient http, string path, MultipartFormDataContent form) =>
        JsonElement.Parse(await http.PostFormAsync(path, form));
}
