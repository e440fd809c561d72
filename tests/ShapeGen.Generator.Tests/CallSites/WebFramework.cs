namespace ShapeGen.Generator.Tests.CallSites;

/// <summary>The web frameworks' types, as the real ones as far as a call of them is concerned.</summary>
internal static class WebFramework
{
    public const string Source = """

        namespace Microsoft.AspNetCore.Http { public class HttpContext { } public delegate System.Threading.Tasks.Task RequestDelegate(HttpContext context); }
        namespace Microsoft.AspNetCore.Builder
        {
            public interface IApplicationBuilder { }
            public class WebApplication : IApplicationBuilder { }
            public static class ApplicationBuilderExtensions
            {
                public static void Map(this IApplicationBuilder app, string path, System.Action<IApplicationBuilder> branch) { }
                public static void Use(this IApplicationBuilder app, System.Func<Microsoft.AspNetCore.Http.RequestDelegate, Microsoft.AspNetCore.Http.RequestDelegate> middleware) { }
                public static void Run(this IApplicationBuilder app, Microsoft.AspNetCore.Http.RequestDelegate handler) { }
            }
            public static class EndpointRouteBuilderExtensions
            {
                public static void MapGet(this WebApplication app, string pattern, System.Delegate handler) { }
                public static void MapMethods(this WebApplication app, string pattern, string[] methods, System.Delegate handler) { }
                public static void MapPost(this WebApplication app, string pattern, System.Delegate handler) { }
            }
        }
        namespace Microsoft.AspNetCore.Mvc
        {
            public abstract class ControllerBase { }
            public class ApiControllerAttribute : System.Attribute { }
            public class NonActionAttribute : System.Attribute { }
            public class HttpGetAttribute : Routing.HttpMethodAttribute { }
        }
        namespace Microsoft.AspNetCore.Mvc.Routing { public abstract class HttpMethodAttribute : System.Attribute { } }
        namespace Grpc.Core { public class ServerCallContext { } }
        namespace Greet
        {
            public abstract class GreeterBase { public virtual string SayHello(string name, Grpc.Core.ServerCallContext context) => ""; }
        }
        namespace Microsoft.AspNetCore.Mvc.RazorPages { public abstract class PageModel { } }
        namespace Microsoft.AspNetCore.SignalR { public abstract class Hub { } }
        namespace Microsoft.Extensions.DependencyInjection
        {
            public interface IServiceCollection { }
            public static class ServiceCollectionServiceExtensions
            {
                public static void AddTransient<T>(this IServiceCollection services, System.Func<object, T> make) { }
                public static void AddScoped<T>(this IServiceCollection services, System.Func<object, T> make) { }
                public static void AddSingleton<T>(this IServiceCollection services, System.Func<object, T> make) { }
            }
        }
        """;
}
