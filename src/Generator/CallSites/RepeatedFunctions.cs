using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using static ShapeGen.Generator.CallSites.RepeatedRuns;

namespace ShapeGen.Generator.CallSites;

/// <summary>Functions that are given to something that calls them again and again: endpoints, lifetimes, parallel loops, LINQ, timers.</summary>
internal static class RepeatedFunctions
{
    private static readonly HashSet<string> EndpointMethods = new(StringComparer.Ordinal)
    {
        "Map", "MapGet", "MapPost", "MapPut", "MapDelete", "MapPatch", "MapMethods", "MapFallback", "Use", "Run",
    };

    private static readonly HashSet<string> Lifetimes = new(StringComparer.Ordinal) { "AddTransient", "AddScoped" };

    /// <summary>Methods, by their types, that call a function once, soon, wherever that is.</summary>
    private static readonly HashSet<string> Once = new(StringComparer.Ordinal) { "Task.Run", "TaskFactory.StartNew", "ThreadPool.QueueUserWorkItem" };

    private static readonly HashSet<string> ForEachMethods = new(StringComparer.Ordinal) { "List.ForEach", "List.ConvertAll", "Array.ForEach", "Array.ConvertAll" };

    /// <summary>The names of all methods that are given functions; a name that is not among them needs no binding.</summary>
    public static bool MayRegister(string method) => EndpointMethods.Contains(method) || Lifetimes.Contains(method);

    /// <summary>The argument that a function is, or null where it is none.</summary>
    public static IArgumentOperation? Argument(IOperation function)
    {
        IOperation? outer = function.Parent;
        while (outer is IDelegateCreationOperation or IConversionOperation)
        {
            outer = outer.Parent;
        }

        return outer as IArgumentOperation;
    }

    public static bool RunsWhereItStands(IArgumentOperation argument) =>
        argument.Parent is IInvocationOperation { TargetMethod: { } method } && Once.Contains($"{method.ContainingType.Name}.{method.Name}");

    public static Repetition? Find(IAnonymousFunctionOperation function) => Argument(function) is { } argument ? OfArgument(argument, function.Syntax) : null;

    /// <param name="argument">The function as an argument.</param>
    /// <param name="code">Its code.</param>
    public static Repetition? OfArgument(IArgumentOperation argument, SyntaxNode code) => argument.Parent switch
    {
        IInvocationOperation call => OfCall(call.TargetMethod, argument, code),
        IObjectCreationOperation { Constructor.ContainingType: { Name: "Timer", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } } timer when HasPeriod(timer) =>
            new(code, "each time that a timer is due", "before the timer"),
        _ => null,
    };

    private static Repetition? OfCall(IMethodSymbol method, IArgumentOperation argument, SyntaxNode code)
    {
        INamedTypeSymbol type = method.ContainingType;
        if (EndpointMethods.Contains(method.Name) && RequestHandlers.IsIn(type, "AspNetCore"))
        {
            return Configures(argument.Value) ? null : new(code, $"for each request of {method.Name}", RequestHandlers.Registration);
        }

        if (Lifetimes.Contains(method.Name) && RequestHandlers.IsIn(type, "Extensions"))
        {
            return new(code, method.Name == "AddScoped" ? "for each request, in AddScoped" : "for each object that asks for the model, in AddTransient", "in AddSingleton");
        }

        bool isParallel = type.Name == "Parallel" && argument.Parameter?.Name == "body";
        bool isEach = ForEachMethods.Contains($"{type.Name}.{method.Name}")
            || type is { Name: "Enumerable" or "ParallelEnumerable", ContainingNamespace.Name: "Linq" } && (method.Name, argument.Parameter?.Name) != ("Aggregate", "resultSelector");
        return isParallel || isEach
            ? new(code, isParallel ? $"in each turn of Parallel.{method.Name}" : $"for each element, in {method.Name}", $"before {(isParallel ? "Parallel." : "")}{method.Name}")
            : null;
    }

    /// <summary>Whether a function is called once, while the application starts: it gets the builder of a branch, or returns what is called for each request.</summary>
    private static bool Configures(IOperation function) =>
        function is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol: var lambda } } && IsSetup(lambda)
        || function is IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var method } } && IsSetup(method);

    private static bool IsSetup(IMethodSymbol function) =>
        function.ReturnType.TypeKind == TypeKind.Delegate || function.Parameters.Any(parameter => parameter.Type.Name.EndsWith("Builder", StringComparison.Ordinal));

    /// <summary>Whether a timer is due more than once.</summary>
    private static bool HasPeriod(IObjectCreationOperation timer) =>
        timer.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "period")?.Value is { } period
        && period.Syntax.ToString().IndexOf("Infinite", StringComparison.Ordinal) < 0
        && period.ConstantValue is not { HasValue: true, Value: <= 0 or -1L };
}
