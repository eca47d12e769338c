using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.OpenApi;
using Transcribe.OpenAi.Errors;

namespace Transcribe.OpenAi;

/// <summary>Serves OpenAI's audio API, so that its clients work with this server.</summary>
public static class OpenAiExtensions
{
    /// <summary>The path of OpenAI's audio API.</summary>
    public const string Path = "/v1/audio";

    /// <summary>Adds the calls.</summary>
    public static IServiceCollection AddOpenAi(this IServiceCollection services) => services
        .AddSingleton(ApiFragment.Of(typeof(OpenAiExtensions).Assembly))
        .AddSingleton<AudioCalls>();

    /// <summary>
    /// Maps the calls of OpenAI's audio API (<c>/v1/audio/…</c>), of whisper.cpp's server (<c>/inference</c>) and of
    /// whisper-asr-webservice (<c>/asr</c>, <c>/detect-language</c>).
    /// </summary>
    /// <param name="endpoints">A group that maps every exception to a status.</param>
    public static IEndpointRouteBuilder MapOpenAi(this IEndpointRouteBuilder endpoints)
    {
        var calls = endpoints.MapGroup("").WithMetadata(new OpenAiErrorsAttribute(), new CarriesAudioAttribute(AudioUse.Recorded));
        calls.MapPost($"{Path}/transcriptions", context => Calls(context).TranscribeAsync(context));
        calls.MapPost($"{Path}/translations", context => Calls(context).TranslateAsync(context));
        calls.MapPost("/inference", context => Calls(context).InferAsync(context));
        var asr = endpoints.MapGroup("")
            .WithMetadata(new ErrorShapeAttribute(ErrorShape.Detail), new CarriesAudioAttribute(AudioUse.Recorded));
        asr.MapPost("/asr", context => Calls(context).AnswerAsrAsync(context));
        asr.MapPost("/detect-language", context => Calls(context).DetectLanguageAsync(context));
        return endpoints;
    }

    private static AudioCalls Calls(HttpContext context) => context.RequestServices.GetRequiredService<AudioCalls>();
}
