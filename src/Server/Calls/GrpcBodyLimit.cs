using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
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
            if (!context.Request.IsGrpc() || context.GetGrpcMethod() is not { } method)
            {
                await next(context);
                return;
            }
            using var lease = budget.Open(context);
            var messages = new MessageReader(
                context.Request.BodyReader, RequestOf(method), lease, CarriesAudioAttribute.IsOn(context));
            context.Features.Set<IRequestBodyPipeFeature>(messages);
            MessageReader.Current = messages;
            await next(context);
        });
    }

    /// <summary>The type of a method's requests: the first type argument of <see cref="Method{TRequest, TResponse}"/>.</summary>
    private static MessageDescriptor RequestOf(GrpcMethodMetadata method) =>
        ((IMessage)Activator.CreateInstance(method.Method.GetType().GenericTypeArguments[0])!).Descriptor;
}
