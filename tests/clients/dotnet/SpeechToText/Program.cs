// SpeechToText ADDRESS FILE MODEL: calls the server with Microsoft.Extensions.AI's client. Prints one JSON object with what it got.
using System.ClientModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Audio;

var (address, path, model) = (new Uri(args[0]), args[1], args[2]);
var english = new SpeechToTextOptions { SpeechLanguage = "en" };
var withWords = new SpeechToTextOptions
{
    RawRepresentationFactory = _ => new AudioTranscriptionOptions
    {
        ResponseFormat = AudioTranscriptionFormat.Verbose,
        TimestampGranularities = AudioTimestampGranularities.Word | AudioTimestampGranularities.Segment,
    },
};
using var client = Client(model);

var simple = await client.GetTextAsync(Audio(), english);
var verbose = await client.GetTextAsync(Audio(), withWords);
var translated = await client.GetTextAsync(Audio(), new SpeechToTextOptions { TextLanguage = "en" });
var updates = new List<SpeechToTextResponseUpdate>();
await foreach (var update in client.GetStreamingTextAsync(Audio(), english))
    updates.Add(update);

Console.WriteLine(JsonSerializer.Serialize(new
{
    simple = simple.Text,
    verbose = new { verbose.Text, verbose.StartTime, verbose.EndTime },
    translated = translated.Text,
    updates = updates.Select(update => new { Kind = update.Kind.ToString(), update.Text }),
    unknown = await UnknownModelAsync(),
}));

async Task<int> UnknownModelAsync()
{
    using var nobody = Client("nobody");
    try
    {
        await nobody.GetTextAsync(Audio());
        return 200;
    }
    catch (ClientResultException failure)
    {
        return failure.Status;
    }
}

FileStream Audio() => File.OpenRead(path);

ISpeechToTextClient Client(string name) => new AudioClient(
    name,
    new ApiKeyCredential("none"),
    new OpenAIClientOptions { Endpoint = new Uri(address, "/v1") }).AsISpeechToTextClient();
