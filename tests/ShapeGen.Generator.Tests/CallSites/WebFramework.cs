namespace ShapeGen.Generator.Tests.CallSites;

/// <summary>The types of ASP.NET Core by which request handlers and controllers are recognized.</summary>
internal static class WebFramework
{
    public const string Source = """

        namespace Microsoft.AspNetCore.Http { public class HttpContext { } public delegate System.Threading.Tasks.Task RequestDelegate(HttpContext context); }
        namespace Microsoft.AspNetCore.Routing { public interface IEndpointRouteBuilder { } }
        namespace Microsoft.AspNetCore.Builder
        {
            public interface IApplicationBuilder { }
            public class WebApplication : IApplicationBuilder, Microsoft.AspNetCore.Routing.IEndpointRouteBuilder { }
            public static class Extensions
            {
                public static void Map(this IApplicationBuilder app, string path, System.Action<IApplicationBuilder> branch) { }
                public static void Use(this IApplicationBuilder app, System.Func<Microsoft.AspNetCore.Http.RequestDelegate, Microsoft.AspNetCore.Http.RequestDelegate> middleware) { }
                public static void Use(this IApplicationBuilder app, System.Func<Microsoft.AspNetCore.Http.HttpContext, System.Func<System.Threading.Tasks.Task>, System.Threading.Tasks.Task> middleware) { }
                public static void Run(this IApplicationBuilder app, Microsoft.AspNetCore.Http.RequestDelegate handler) { }
                public static void MapGet(this Microsoft.AspNetCore.Routing.IEndpointRouteBuilder endpoints, string pattern, System.Delegate handler) { }
                public static void MapGet(this Microsoft.AspNetCore.Routing.IEndpointRouteBuilder endpoints, string pattern, Microsoft.AspNetCore.Http.RequestDelegate handler) { }
                public static void MapHub(this Microsoft.AspNetCore.Routing.IEndpointRouteBuilder endpoints, string pattern, System.Action<string> configure) { }
                public static void MapPost(this Microsoft.AspNetCore.Routing.IEndpointRouteBuilder endpoints, string pattern, System.Delegate handler) { }
            }
        }
        namespace Microsoft.AspNetCore.Mvc
        {
            public abstract class ControllerBase { }
            public class NonActionAttribute : System.Attribute { }
        }
        """;
}
