using Microsoft.AspNetCore.Http.Features;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Calls;

/// <summary>Holds the messages of gRPC calls to their limit and to the budget of all bodies in flight.</summary>
internal static class GrpcBodyLimit
{
    public static IApplicationBuilder UseGrpcBodyLimit(this IApplicationBuilder app)
    {
        var budget = app.ApplicationServices.GetRequiredService<BodyBudget>();
        return app.Use(async (context, next) =>
        {
            if (!context.Request.IsGrpc())
            {
                await next(context);
                return;
            }
            using var lease = budget.Open(context);
            var messages = new MessageReader(context.Request.BodyReader, lease, CarriesAudioAttribute.IsOn(context));
            context.Features.Set<IRequestBodyPipeFeature>(messages);
            MessageReader.Current = messages;
            await next(context);
        });
    }
}
