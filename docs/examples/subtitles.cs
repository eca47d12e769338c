// Prints the subtitles of a file: dotnet run docs/examples/subtitles.cs http://localhost:8989/v1 samples/digits-en.mp3
#:package OpenAI
using System.ClientModel;
using OpenAI;
using OpenAI.Audio;

var (server, path) = (new Uri(args[0]), args[1]);
var client = new AudioClient("whisper-1", new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = server });
var options = new AudioTranscriptionOptions { ResponseFormat = AudioTranscriptionFormat.Srt };
Console.Write((await client.TranscribeAudioAsync(path, options)).Value.Text);
